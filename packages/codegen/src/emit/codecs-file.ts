/** `codecs.ts`: wire JSON ↔ TypeScript values, for those types alone that hold a datetime, a bigint or bytes. */
import type { Field, TypeExpression } from '@mizan/protocol'
import type { ClientModel, CodecSymbols } from '../model/client-model.ts'
import type { CodeSymbol } from '../model/code-symbol.ts'
import { toPascalCase } from '../model/names.ts'
import type { Direction } from '../model/type-usage.ts'
import { propertyAccess, propertyName, stringLiteral } from './code-text.ts'
import {
  type CodecContext,
  type CodecMode,
  convertMember,
  convertReturned,
  type Lift,
} from './codec-expression.ts'
import { type FileOptions, GeneratedFile } from './generated-file.ts'
import { commaList, group, hardLine, indent, join, type Layout, line } from './layout.ts'
import { fieldLines, mayBeAbsent, type TypeContext, typeAfter, typeLayout } from './type-layout.ts'

export function emitCodecsFile(model: ClientModel, options: FileOptions): GeneratedFile {
  const file = new GeneratedFile('codecs', options)
  for (const root of collectRoots(model)) new RootEmitter(file, model, root).emit()
  return file
}

/** A type with codecs of its own. */
interface CodecRoot {
  readonly type: TypeExpression
  readonly direction: Direction
  readonly codec: CodecSymbols
  /** How the TypeScript type is called; error details have no name. */
  readonly symbol?: CodeSymbol
  readonly isRecursive?: boolean
}

function collectRoots(model: ClientModel): CodecRoot[] {
  const named = model.types.flatMap(({ node, variants }) =>
    variants.map((variant) => ({
      ...variant,
      type: node.type,
      isRecursive: model.usage.isRecursive(node.name),
    })),
  )
  const functions = [...model.queries, ...model.mutations]
  const shapes = [
    ...model.contexts.map((context) => context.input),
    ...functions.flatMap((node) => [node.input, node.output]),
  ]
  const details = functions.flatMap((node) =>
    node.errors.map(({ node: error, codec }) => ({ type: error.type, direction: 'output' as const, codec })),
  )
  const candidates = [...named, ...shapes.filter((shape) => shape !== undefined), ...details]
  return candidates.flatMap(({ codec, ...rest }) => (codec === undefined ? [] : [{ ...rest, codec }]))
}

/** Prints the wire type and the functions of one root; what is nested in it without a name gets private ones. */
class RootEmitter {
  readonly #file: GeneratedFile
  readonly #model: ClientModel
  readonly #root: CodecRoot
  /** Names of private types, by the path from the root. */
  readonly #innerNames = new Map<string, string>()

  constructor(file: GeneratedFile, model: ClientModel, root: CodecRoot) {
    this.#file = file
    this.#model = model
    this.#root = root
  }

  emit(): void {
    const { codec, symbol, type } = this.#root
    const doc = symbol === undefined ? [] : [`\`${symbol.name}\` as it stands in JSON.`]
    this.#declareType(`export type ${codec.wire.name} =`, 'wire', { type, doc })
    const native = symbol ?? typeLayout(type, this.#context('native'))
    for (const mode of ['decode', 'encode'] as const) {
      const name = codec[mode]?.name
      const [from, to] = mode === 'decode' ? [codec.wire, native] : [native, codec.wire]
      if (name !== undefined)
        this.#declareFunction({ name, path: [], type, mode, from, to, isExported: true })
    }
  }

  /** A type alias even for objects: it is what JSON is, an interface would not be taken for it. */
  #declareType(
    start: string,
    form: TypeContext['form'],
    rest: { type: TypeExpression; doc: readonly string[] },
  ): void {
    const { type, doc } = rest
    const context = this.#context(form)
    const isStruct = type.kind === 'struct' && type.fields.length > 0
    const body = isStruct
      ? [start, ' {', indent(hardLine, fieldLines(type.fields, context)), hardLine, '}']
      : typeAfter(start, type, context)
    this.#file.declare(body, doc)
  }

  #declareFunction(declaration: CodecFunction): void {
    const lifted: CodecFunction[] = []
    const layout =
      declaration.type.kind === 'struct'
        ? this.#structFunction(declaration, declaration.type.fields, lifted)
        : this.#plainFunction(declaration, lifted)
    this.#file.declare(layout)
    for (const inner of lifted) this.#declareFunction(inner)
  }

  #plainFunction(declaration: CodecFunction, lifted: CodecFunction[]): Layout {
    const value = parameterName(declaration.mode)
    const context = this.#codecContext(declaration, lifted)
    return functionLayout(declaration, value, [
      hardLine,
      'return ',
      convertReturned(declaration.type, value, context),
    ])
  }

  /** Members that may be absent are set one by one: a member set to undefined is another thing than no member. */
  #structFunction(declaration: CodecFunction, fields: readonly Field[], lifted: CodecFunction[]): Layout {
    const value = parameterName(declaration.mode)
    const context = this.#codecContext(declaration, lifted)
    const coded = fields.filter((field) => this.#model.usage.hasCodec(field.type))
    const present = coded.filter((field) => !mayBeAbsent(field, this.#root.direction))
    const absent = nameLocals(coded.filter((field) => !present.includes(field)))
    const members = present.map((field) => {
      const converted = convertMember(
        field.type,
        `${value}${propertyAccess(field.name)}`,
        inside(context, field),
      )
      return assignment(`${propertyName(field.name)}:`, field.type, converted)
    })
    const object = [
      '{',
      indent(hardLine, join([`...${value}`, ...members], [',', hardLine]), ','),
      hardLine,
      '}',
    ]
    if (absent.length === 0) return functionLayout(declaration, value, [hardLine, 'return ', object])
    const picked = absent.map(({ field, local }) => `${propertyName(field.name)}: ${local}`)
    // A rest element takes no comma after it.
    const pattern = group('{', indent(line, join([...picked, `...${value}`], [',', line])), line, '}')
    const made = members.length === 0 ? commaList('{', [`...${value}`], '}') : object
    // TypeScript takes what every object inherits for the member that is not there yet.
    const cast = absent.some(({ field }) => isInherited(field.name))
      ? [' as unknown as ', declaration.to]
      : []
    return functionLayout(declaration, 'given', [
      [hardLine, 'const ', pattern, ' = given'],
      [hardLine, 'const result: ', declaration.to, ' = ', made, cast],
      absent.map(({ field, local }) => {
        const converted = convertMember(field.type, local, inside(context, field))
        const statement = assignment(`result${propertyAccess(field.name)} =`, field.type, converted)
        return [hardLine, group(`if (${presenceTest(field, local)})`, indent(line, statement))]
      }),
      [hardLine, 'return result'],
    ])
  }

  #codecContext(declaration: CodecFunction, lifted: CodecFunction[]): CodecContext {
    const { mode } = declaration
    const lift: Lift = (type, steps) => {
      const path = [...declaration.path, ...(steps.length === 0 ? ['inner'] : steps)]
      const base = this.#nameInner(path, type)
      const [from, to] = mode === 'decode' ? [`${base}Wire`, base] : [base, `${base}Wire`]
      const name = `${mode}${base}`
      lifted.push({ name, path, type, mode, from, to, isExported: false })
      return name
    }
    return { model: this.#model, direction: this.#root.direction, mode, lift, path: [] }
  }

  /** Decode and encode share the private types. No converted name has an underscore before its end, so that these meet none. */
  #nameInner(path: readonly string[], type: TypeExpression): string {
    const key = path.join('.')
    const known = this.#innerNames.get(key)
    if (known !== undefined) return known
    const wanted = [this.#root.codec.wire.name.replace(/Wire_?$/, ''), ...path].join('_')
    const taken = new Set(this.#innerNames.values())
    const name = taken.has(wanted) ? `${wanted}_${taken.size}` : wanted
    this.#innerNames.set(key, name)
    this.#declareType(`type ${name} =`, 'native', { type, doc: [] })
    this.#declareType(`type ${name}Wire =`, 'wire', { type, doc: [] })
    return name
  }

  #context(form: TypeContext['form']): TypeContext {
    const { direction, isRecursive } = this.#root
    return {
      model: this.#model,
      direction,
      form,
      isRecursive: isRecursive === true || form === 'wire',
      hasDocs: false,
    }
  }
}

interface CodecFunction {
  readonly name: string
  /** From the root. */
  readonly path: readonly string[]
  readonly type: TypeExpression
  readonly mode: CodecMode
  readonly from: Layout
  readonly to: Layout
  readonly isExported: boolean
}

function functionLayout(declaration: CodecFunction, parameter: string, body: Layout): Layout {
  const { isExported, name, from, to } = declaration
  const parameters = commaList('(', [[`${parameter}: `, from]], ')')
  return [
    `${isExported ? 'export ' : ''}function ${name}`,
    parameters,
    ': ',
    to,
    ' {',
    indent(body),
    hardLine,
    '}',
  ]
}

/** The formatter starts a conditional that does not fit on a line of its own. */
function assignment(left: string, type: TypeExpression, converted: Layout): Layout {
  return type.kind === 'nullable' ? [left, group(indent(line, converted))] : [left, ' ', converted]
}

function inside(context: CodecContext, field: Field): CodecContext {
  return { ...context, path: [...context.path, field.name] }
}

function parameterName(mode: CodecMode): string {
  return mode === 'decode' ? 'wire' : 'value'
}

/** What an object inherits under the name of an absent member is no value of it. */
function presenceTest(field: Field, local: string): string {
  const isOwn = isInherited(field.name) ? `Object.hasOwn(given, ${stringLiteral(field.name)}) && ` : ''
  return `${isOwn}${local} !== undefined`
}

function isInherited(name: string): boolean {
  return name in Object.prototype
}

/** Locals for members whose names need not be fit for that. */
function nameLocals(fields: readonly Field[]): { field: Field; local: string }[] {
  const taken = new Set<string>()
  return fields.map((field) => {
    const wanted = `given${toPascalCase(field.name)}`
    const local = taken.has(wanted) ? `${wanted}_${taken.size}` : wanted
    taken.add(local)
    return { field, local }
  })
}
