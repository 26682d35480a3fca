/** `codecs.ts`: wire JSON ↔ TypeScript values, for those types alone that hold a datetime, a bigint or bytes. */
import type { Field, TypeExpression } from '@mizan/protocol'
import type { ClientModel, CodecSymbols } from '../model/client-model.ts'
import type { CodeSymbol } from '../model/code-symbol.ts'
import { toPascalCase } from '../model/names.ts'
import type { Direction } from '../model/type-usage.ts'
import { propertyAccess, propertyName } from './code-text.ts'
import { type CodecMode, convert, type Lift } from './codec-expression.ts'
import { type FileOptions, GeneratedFile } from './generated-file.ts'
import {
  commaList,
  group,
  hardLine,
  indent,
  join,
  type Layout,
  line,
  softLine,
  whenBroken,
} from './layout.ts'
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

/** Prints the wire type and the functions of one root; objects inside it that have no name get private functions. */
class RootEmitter {
  readonly #file: GeneratedFile
  readonly #model: ClientModel
  readonly #root: CodecRoot

  constructor(file: GeneratedFile, model: ClientModel, root: CodecRoot) {
    this.#file = file
    this.#model = model
    this.#root = root
  }

  emit(): void {
    const { codec } = this.#root
    this.#declareWireType()
    if (codec.decode !== undefined) this.#declareRoot(codec.decode, 'decode')
    if (codec.encode !== undefined) this.#declareRoot(codec.encode, 'encode')
  }

  /** A type alias even for objects: it is what JSON is, an interface would not be taken for it. */
  #declareWireType(): void {
    const { codec, type } = this.#root
    const context = this.#context('wire')
    const name = `export type ${codec.wire.name} =`
    const isStruct = type.kind === 'struct'
    const body = isStruct
      ? [name, ' {', indent(hardLine, fieldLines(type.fields, context)), hardLine, '}']
      : typeAfter(name, type, context)
    this.#file.declare(
      body,
      this.#root.symbol === undefined ? [] : [`\`${this.#root.symbol.name}\` as it stands in JSON.`],
    )
  }

  #declareRoot(symbol: CodeSymbol, mode: CodecMode): void {
    const { type, codec } = this.#root
    const native = this.#root.symbol ?? typeLayout(type, this.#context('native'))
    const [from, to] = mode === 'decode' ? [codec.wire, native] : [native, codec.wire]
    const declaration = { name: symbol.name, type, mode, from, to, isExported: true }
    this.#declareFunction(declaration)
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
    const expression = this.#convert(declaration, { value, path: [], type: declaration.type, lifted })
    return [signature(declaration, value), ' {', indent(hardLine, 'return ', expression), hardLine, '}']
  }

  /** Members that may be absent are set one by one: a member set to undefined is another thing than no member. */
  #structFunction(declaration: CodecFunction, fields: readonly Field[], lifted: CodecFunction[]): Layout {
    const value = parameterName(declaration.mode)
    const coded = fields.filter((field) => this.#model.usage.hasCodec(field.type))
    const present = coded.filter((field) => !mayBeAbsent(field, this.#root.direction))
    const absent = nameLocals(coded.filter((field) => !present.includes(field)))
    const convertField = (field: Field, text: string) =>
      this.#convert(declaration, { value: text, path: [field.name], type: field.type, lifted })
    const members = present.map((field) => [
      propertyName(field.name),
      ': ',
      convertField(field, `${value}${propertyAccess(field.name)}`),
    ])
    const object = [
      '{',
      indent(hardLine, join([`...${value}`, ...members], [',', hardLine]), ','),
      hardLine,
      '}',
    ]
    if (absent.length === 0) {
      return [signature(declaration, value), ' {', indent(hardLine, 'return ', object), hardLine, '}']
    }
    const picked = absent.map(({ field, local }) => `${propertyName(field.name)}: ${local}`)
    const statements = absent.map(({ field, local }) => [
      hardLine,
      group(
        `if (${local} !== undefined)`,
        indent(line, `result${propertyAccess(field.name)} = `, convertField(field, local)),
      ),
    ])
    const made = members.length === 0 ? `{ ...${value} }` : object
    return [
      signature(declaration, 'given'),
      ' {',
      indent(
        hardLine,
        ['const ', commaList('{', [...picked, `...${value}`], '}'), ' = given'],
        [hardLine, 'const result: ', declaration.to, ' = ', made],
        statements,
        [hardLine, 'return result'],
      ),
      hardLine,
      '}',
    ]
  }

  #convert(
    declaration: CodecFunction,
    part: { value: string; path: readonly string[]; type: TypeExpression; lifted: CodecFunction[] },
  ): Layout {
    const lift: Lift = (type, path) => {
      const name = [declaration.name, ...part.path, ...path].join('_')
      const [native, wire] = [
        typeLayout(type, this.#context('native')),
        typeLayout(type, this.#context('wire')),
      ]
      const [from, to] = declaration.mode === 'decode' ? [wire, native] : [native, wire]
      if (part.lifted.every((other) => other.name !== name)) {
        part.lifted.push({ name, type, mode: declaration.mode, from, to, isExported: false })
      }
      return name
    }
    const { model, direction, mode } = {
      model: this.#model,
      direction: this.#root.direction,
      mode: declaration.mode,
    }
    return convert(part.type, part.value, { model, direction, mode, lift, path: [], depth: 0 })
  }

  #context(form: TypeContext['form']): TypeContext {
    const { direction, isRecursive } = this.#root
    return { model: this.#model, direction, form, isRecursive: isRecursive === true || form === 'wire' }
  }
}

interface CodecFunction {
  readonly name: string
  readonly type: TypeExpression
  readonly mode: CodecMode
  readonly from: Layout
  readonly to: Layout
  readonly isExported: boolean
}

function parameterName(mode: CodecMode): string {
  return mode === 'decode' ? 'wire' : 'value'
}

function signature(declaration: CodecFunction, parameter: string): Layout {
  const { isExported, name, from, to } = declaration
  const parameters = group('(', indent(softLine, `${parameter}: `, from), whenBroken(','), softLine, ')')
  return [`${isExported ? 'export ' : ''}function ${name}`, parameters, ': ', to]
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
