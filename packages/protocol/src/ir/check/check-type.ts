/** Type expressions and fields of a document: that they mean something (IR.md, Types, Normal forms). */
import { compileChecker } from '../../structure/compile-checker.ts'
import { parseDefault } from '../../structure/parse-default.ts'
import { isName } from '../../values/name.ts'
import type { Field, NamedType, TypeExpression } from '../model.ts'
import { normalizeType } from '../normalize-type.ts'
import { innerTypes } from '../reached-types.ts'
import { resolveType } from '../resolve-type.ts'
import { checkBounds } from './check-bounds.ts'
import { nameRule } from './check-name.ts'
import type { Inspection } from './inspection.ts'

export function checkNamedType(named: NamedType, inspection: Inspection): void {
  const place = `type ${named.name}`
  if (isEndless(named, inspection)) {
    inspection.report(place, 'holds itself with nothing in between: put an object, a list or a map there')
  } else {
    checkType(named.type, place, inspection)
  }
}

/** What is around a broken type is not looked at: its problem has been named. */
export function checkType(type: TypeExpression, place: string, inspection: Inspection): void {
  const before = inspection.problems.length
  checkBounds(type, (problem) => inspection.report(place, problem))
  if (type.kind === 'struct') checkFields(type.fields, place, inspection)
  else for (const inner of innerTypes(type)) checkType(inner, place, inspection)
  if (inspection.problems.length > before) return
  inspection.attempt(place, () => {
    if (type.kind === 'ref') resolveType(type, inspection.types)
    else compileChecker(normalizeType(type, inspection.types), inspection.types)
  })
}

export function checkFields(fields: readonly Field[], owner: string, inspection: Inspection): void {
  const seen = new Set<string>()
  for (const field of fields) {
    const place = `${owner}, field ${field.name}`
    if (!isName(field.name)) inspection.report(place, nameRule)
    if (seen.has(field.name)) inspection.report(place, 'is declared twice')
    seen.add(field.name)
    if (field.optional === true && field.default !== undefined) {
      inspection.report(
        place,
        'cannot be optional and have a default: a default is optional on input already',
      )
    }
    const before = inspection.problems.length
    checkType(field.type, place, inspection)
    if (inspection.problems.length === before) checkConstant(field, place, inspection)
  }
}

/** That a default is a constant of the type. An example may show what a rule of the schema library makes of it. */
export function checkConstant(
  field: { readonly default?: string; readonly type: TypeExpression },
  place: string,
  inspection: Inspection,
): void {
  const text = field.default
  if (text === undefined) return
  inspection.attempt(place, () => {
    const result = compileChecker(field.type, inspection.types)(parseDefault(text))
    if (result.ok) return
    const [[pointer, messages] = ['', []]] = Object.entries(result.fields)
    inspection.report(place, `the default ${text} is no constant of its type: "${pointer}" ${messages[0]}`)
  })
}

/** Whether the type comes back to itself through refs, nullables and unions alone. */
function isEndless(named: NamedType, { types }: Inspection): boolean {
  const seen = new Set<string>()
  const open: TypeExpression[] = [named.type]
  for (let type = open.pop(); type !== undefined; type = open.pop()) {
    if (type.kind === 'nullable' || type.kind === 'union') open.push(...innerTypes(type))
    if (type.kind !== 'ref') continue
    if (type.name === named.name) return true
    const next = types.get(type.name)
    if (next !== undefined && !seen.has(next.name)) {
      seen.add(next.name)
      open.push(next.type)
    }
  }
  return false
}
