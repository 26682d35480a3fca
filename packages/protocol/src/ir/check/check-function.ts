/** Functions of a document, and what mutations claim to affect (IR.md, Nodes). */
import { statusOf } from '../../errors/call-error.ts'
import type { AffectsNode, FunctionNode, MergeNode, TypeExpression } from '../model.ts'
import { innerTypes } from '../reached-types.ts'
import { printType } from '../type-node.ts'
import { isAuth, isErrorCode } from './check-name.ts'
import { checkFields, checkType } from './check-type.ts'
import type { Inspection } from './inspection.ts'

export function checkFunction(fn: FunctionNode, inspection: Inspection): void {
  const place = `function ${fn.name}`
  const { report } = inspection
  checkFields(fn.input, place, inspection)
  checkType(fn.output, `${place}, output`, inspection)
  if (holdsFile(fn.output, inspection))
    report(`${place}, output`, 'cannot be a file: give the function a route')
  if (fn.auth !== undefined && !isAuth(fn.auth))
    report(place, `the auth "${fn.auth}" is none of authenticated, staff, superuser, perm:NAME, custom`)
  checkErrors(fn, place, inspection)
  if (fn.route !== undefined && (!fn.route.path.startsWith('/') || fn.route.methods.length === 0)) {
    report(place, 'a route is a path that starts with "/", and the methods that it takes')
  }
  if (fn.kind === 'query') checkQuery(fn, place, inspection)
  else checkMutation(fn, place, inspection)
}

function checkErrors(fn: FunctionNode, place: string, inspection: Inspection): void {
  const seen = new Set<string>()
  for (const { code, status, type } of fn.errors ?? []) {
    const at = `${place}, error ${code}`
    if (!isErrorCode(code)) inspection.report(at, 'is no code: capital letters, digits and underscores')
    if (statusOf(code) !== undefined)
      inspection.report(at, 'is one of the codes that every server answers: choose another')
    if (seen.has(code)) inspection.report(at, 'is declared twice')
    if (!(Number.isInteger(status) && status >= 400 && status <= 499))
      inspection.report(at, `the status ${status} is not from 400 to 499`)
    seen.add(code)
    checkType(type, at, inspection)
  }
}

function checkQuery(fn: FunctionNode, place: string, inspection: Inspection): void {
  const { contexts, report } = inspection
  if (fn.affects !== undefined || fn.merge !== undefined)
    report(place, 'a query only reads: affects and merge are for mutations')
  if (fn.context !== undefined && !contexts.has(fn.context))
    report(place, `there is no context "${fn.context}"`)
  if (fn.cache !== undefined && !(Number.isSafeInteger(fn.cache) && fn.cache > 0))
    report(place, `cache=${fn.cache} is no number of seconds`)
  if (fn.rev !== undefined && !(Number.isSafeInteger(fn.rev) && fn.rev >= 0))
    report(place, `rev=${fn.rev} is no revision`)
  for (const field of fn.input) {
    if (holdsFile(field.type, inspection))
      report(`${place}, field ${field.name}`, 'cannot be a file: a query is read by its URL')
  }
}

function checkMutation(fn: FunctionNode, place: string, inspection: Inspection): void {
  for (const property of ['context', 'cache', 'rev'] as const) {
    if (fn[property] !== undefined) inspection.report(place, `a mutation has no ${property}`)
  }
  for (const affects of fn.affects ?? []) checkAffects(fn, affects, inspection)
  for (const merge of fn.merge ?? []) checkMerge(fn, merge, inspection)
}

function checkAffects(
  fn: FunctionNode,
  affects: AffectsNode,
  { contexts, functions, queries, report }: Inspection,
): void {
  const place = `function ${fn.name}, affects ${affects.context}`
  const context = contexts.get(affects.context)
  if (context === undefined) return report(place, 'there is no such context')
  const query = affects.function === undefined ? undefined : functions.get(affects.function)
  if (affects.function !== undefined && query?.context !== affects.context)
    report(place, `"${affects.function}" is no query of that context`)
  for (const name of affects.scope) {
    const param = context.params.find((candidate) => candidate.name === name)
    const isOfQuery = query === undefined || query.input.some((field) => field.name === name)
    if (param === undefined || !isOfQuery) report(place, `the scope "${name}" is no param of it`)
    if (!fn.input.some((field) => field.name === name))
      report(place, `the scope "${name}" is no argument of the function`)
  }
  const isScoped = (queries.get(affects.context) ?? []).some(({ auth }) => auth !== undefined)
  if (affects.own === true && !isScoped)
    report(place, 'own is for contexts with a guarded query: nobody owns entries of this one')
}

function checkMerge(fn: FunctionNode, merge: MergeNode, { functions, report }: Inspection): void {
  const place = `function ${fn.name}, merge ${merge.context}`
  const query = functions.get(merge.function)
  if (query?.context !== merge.context)
    return report(place, `"${merge.function}" is no query of that context`)
  if (printType(query.output) !== printType(fn.output))
    report(place, `"${merge.function}" has another output type`)
}

function holdsFile(type: TypeExpression, inspection: Inspection): boolean {
  const seen = new Set<string>()
  const open = [type]
  for (let inner = open.pop(); inner !== undefined; inner = open.pop()) {
    if (inner.kind === 'file') return true
    open.push(...innerTypes(inner))
    const named = inner.kind === 'ref' && !seen.has(inner.name) ? inspection.types.get(inner.name) : undefined
    if (named === undefined) continue
    seen.add(named.name)
    open.push(named.type)
  }
  return false
}
