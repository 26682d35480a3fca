/** Contexts and their params: that queries agree, and that leaving a param out says one thing (IR-22, IR-23, VAL-13). */

import { isName } from '../../values/name.ts'
import { bareType } from '../bare-type.ts'
import type { ContextNode, ContextParam, Field, FunctionNode, IrDocument } from '../model.ts'
import { normalizeField } from '../normalize-type.ts'
import { stripNullable } from '../resolve-type.ts'
import { printType } from '../type-node.ts'
import { nameRule } from './check-name.ts'
import { checkConstant, checkType } from './check-type.ts'
import type { Inspection } from './inspection.ts'

export function checkContext(context: ContextNode, inspection: Inspection): void {
  const place = `context ${context.name}`
  const queries = inspection.queries.get(context.name) ?? []
  if (queries.length === 0) inspection.report(place, 'has no query')
  for (const param of context.params)
    checkParam(param, { place: `${place}, param ${param.name}`, queries, inspection })
  for (const vary of context.vary ?? [])
    if (!isName(vary)) inspection.report(place, `vary "${vary}" is no name`)
}

/** Every argument of every query of a context. */
export function checkContextParams(document: IrDocument, inspection: Inspection): void {
  for (const fn of document.functions) {
    const context = fn.context === undefined ? undefined : inspection.contexts.get(fn.context)
    if (context === undefined) continue
    for (const field of fn.input) {
      checkQueryField(fn, field, inspection)
      if (!context.params.some((param) => param.name === field.name)) {
        inspection.report(`context ${context.name}`, `lacks the param "${field.name}" of ${fn.name}`)
      }
    }
  }
}

interface ParamPlace {
  readonly place: string
  readonly queries: readonly FunctionNode[]
  readonly inspection: Inspection
}

interface Declared {
  readonly query: FunctionNode
  readonly field: Field
}

function checkParam(param: ContextParam, { place, queries, inspection }: ParamPlace): void {
  const { report } = inspection
  if (!isName(param.name)) report(place, nameRule)
  checkType(param.type, place, inspection)
  checkConstant(param, place, inspection)
  const declared = queries.flatMap((query): Declared[] => {
    const field = query.input.find((candidate) => candidate.name === param.name)
    return field === undefined ? [] : [{ query, field }]
  })
  const names = declared.map(({ query }) => query.name).toSorted()
  if (names.join() !== [...param.usedBy].toSorted().join())
    report(place, `is declared by ${names.join(', ') || 'no query'}`)
  checkAgreement(param, declared, { place, inspection })
  const isRequired = declared.some(({ field }) => needsValue(field, inspection))
  if (declared.length > 0 && isRequired !== (param.required === true)) {
    report(place, isRequired ? 'is required: a query needs it' : 'is not required: no query needs it')
  }
}

function checkAgreement(
  param: ContextParam,
  declared: readonly Declared[],
  { place, inspection }: Pick<ParamPlace, 'place' | 'inspection'>,
): void {
  const [first, ...others] = declared
  if (first === undefined) return
  const shape = shapeOf(first.field, place, inspection)
  for (const { query, field } of others) {
    if (shapeOf(field, place, inspection) === shape) continue
    const both = `${first.query.name} and ${query.name}`
    inspection.report(place, `${both} declare different types or defaults: queries of a context must agree`)
  }
  if (shapeOf(param, place, inspection) !== shape) {
    inspection.report(place, `${first.query.name} declares another type or default`)
  }
}

/** Type and default, each said in the one way; docs may differ. */
function shapeOf(
  field: Pick<Field, 'type' | 'default'>,
  place: string,
  { types, attempt }: Inspection,
): string {
  const normal = attempt(place, () =>
    normalizeField({ name: '', ...field, type: bareType(field.type) }, types),
  )
  return normal === undefined ? '' : `${printType(normal.type)}${normal.default}`
}

function needsValue(field: Field, { types, attempt }: Inspection): boolean {
  if (field.optional === true || field.default !== undefined) return false
  return attempt(`param ${field.name}`, () => !stripNullable(field.type, types).nullable) ?? true
}

/** Null and absent are left out of keys: both cannot mean something of their own. */
function checkQueryField(fn: FunctionNode, field: Field, { types, report, attempt }: Inspection): void {
  const place = `function ${fn.name}, field ${field.name}`
  attempt(place, () => {
    const { type, nullable } = stripNullable(field.type, types)
    const hint = 'a param that is left out could mean either'
    if (nullable && field.default !== undefined && field.default !== 'null') {
      report(place, `cannot take null and have another default as a context param: ${hint}`)
    }
    if (nullable && field.optional === true)
      report(place, `cannot be optional and take null as a context param: ${hint}`)
    if (type.kind === 'list' && (nullable || field.optional === true || field.default !== undefined)) {
      report(
        place,
        'a list as a context param cannot be optional, nullable or defaulted: left out, it is empty',
      )
    }
  })
}
