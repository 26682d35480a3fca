/** Decode: arguments and params into what handlers take (SPEC.md, Structure before libraries; Query string). */
import { decodeQuery, type Field, type JsonObject, type JsonValue } from '@mizan/protocol'
import type { Decoded, RegisteredFunction } from '../../registry/registry.ts'
import type { ParamSource, Selection, ViewPlan } from '../exchange.ts'
import { refuse, refuseValues } from '../refuse.ts'
import type { Service, WireParam } from '../service.ts'
import { isPromise } from '../settle.ts'

/** A function with arguments that passed. */
export interface Ready {
  readonly function: RegisteredFunction
  /** For the handler. */
  readonly value: unknown
  /** Normal form. */
  readonly normal: JsonObject
}

export function decodeCall(
  declared: RegisteredFunction,
  args: JsonValue,
  service: Service,
): Ready | Promise<Ready> {
  return decodeArguments(declared, args, { service, isBundle: false })
}

/** Each query gets the params that it declares; the first problem by name of query fails them all. */
export function decodeBundle(
  selection: Selection,
  source: ParamSource,
  service: Service,
): readonly Ready[] | Promise<readonly Ready[]> {
  const { queries, context } = selection
  const used = selection.isSlice ? context.params.filter((param) => isUsed(param, queries)) : context.params
  const values =
    'values' in source ? source.values : decodeQueryString(source.queryString, used, { service, queries })
  const given = fillAbsent(values, used)
  const decode = (query: RegisteredFunction): Ready | Promise<Ready> => {
    const args: Record<string, JsonValue> = {}
    for (const name of query.parameters) if (Object.hasOwn(given, name)) args[name] = given[name] as JsonValue
    return decodeArguments(query, args, { service, isBundle: true })
  }
  const ready: Ready[] = []
  for (const [at, query] of queries.entries()) {
    const decoded = decode(query)
    if (isPromise(decoded)) return decodeRest([...ready, decoded], queries.slice(at + 1), decode)
    ready.push(decoded)
  }
  return ready
}

/** Path, query string and body together are the arguments; a body cannot say again what the path says. */
export async function decodeView(plan: ViewPlan, service: Service): Promise<Ready> {
  const fields = service.inputs.get(plan.function.name) ?? []
  const { body, queryString } = plan
  const isForm = typeof body === 'string'
  const text = isForm && body !== '' ? `${queryString}&${body}` : queryString
  const members: JsonObject = isForm ? {} : (body ?? {})
  const inPath = new Set(plan.function.route?.path.split('/').filter((part) => part.startsWith(':')))
  const twice = Object.keys(members).find((name) => inPath.has(`:${name}`))
  if (twice !== undefined) throw refuseValues({ [`/${twice}`]: ['stands in the path'] }, service.limits)
  const asked = fields.filter((field) => !Object.hasOwn(members, field.name))
  const args = Object.fromEntries([
    ...Object.entries(decodeQueryString(text, asked, { service, queries: [] })),
    ...Object.entries(members),
  ])
  return decodeArguments(plan.function, args, { service, isBundle: false })
}

/** One after the other, so that the first problem by name is the one that is told. */
async function decodeRest(
  begun: readonly (Ready | Promise<Ready>)[],
  rest: readonly RegisteredFunction[],
  decode: (query: RegisteredFunction) => Ready | Promise<Ready>,
): Promise<readonly Ready[]> {
  const ready = await Promise.all(begun.map((one) => Promise.resolve(one)))
  for (const query of rest) ready.push(await decode(query))
  return ready
}

/** A promise only where the schema library needs one. */
function decodeArguments(
  declared: RegisteredFunction,
  args: JsonValue,
  { service, isBundle }: { readonly service: Service; readonly isBundle: boolean },
): Ready | Promise<Ready> {
  const finish = (decoded: Decoded): Ready => {
    if (decoded.ok) return { function: declared, value: decoded.value, normal: decoded.normal }
    throw refuseValues(decoded.fields, service.limits, isBundle ? declared.name : undefined)
  }
  const checked = declared.decodeArguments(args)
  return isPromise(checked) ? checked.then(finish) : finish(checked)
}

function decodeQueryString(
  text: string,
  declared: readonly Pick<Field, 'name' | 'type'>[],
  { service, queries }: { readonly service: Service; readonly queries: readonly RegisteredFunction[] },
): JsonObject {
  const read = decodeQuery(text, declared, service.types)
  if (read.ok) return read.values
  if (read.code === 'BAD_REQUEST') throw refuse('BAD_REQUEST', 'the query string is not percent-coded UTF-8')
  const { fields } = read
  const isOf = ({ parameters }: RegisteredFunction, pointer: string): boolean =>
    parameters.includes(pointer.split('/')[1] ?? '')
  const first = queries.find((query) => Object.keys(fields).some((pointer) => isOf(query, pointer)))
  if (first === undefined) throw refuseValues(fields, service.limits)
  const own = Object.entries(fields).filter(([pointer]) => isOf(first, pointer))
  throw refuseValues(Object.fromEntries(own), service.limits, first.name)
}

/** Null is as absent, and what is absent gets what the declaration says (`WireParam.absent`). */
function fillAbsent(values: JsonObject, params: readonly WireParam[]): JsonObject {
  let filled: Record<string, JsonValue> | undefined
  for (const { name, absent } of params) {
    if (Object.hasOwn(values, name) && values[name] !== null) continue
    filled ??= { ...values }
    if (absent === undefined) delete filled[name]
    else filled[name] = absent
  }
  return filled ?? values
}

function isUsed(param: WireParam, queries: readonly RegisteredFunction[]): boolean {
  return queries.some((query) => param.declared.usedBy.includes(query.name))
}
