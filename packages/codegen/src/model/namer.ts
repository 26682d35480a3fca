/** Gives declarations of the IR their TypeScript names (README, Names). */
import type { ContextNode, Field, FunctionNode, NamedType, TypeExpression } from '@mizan/protocol'
import type { Diagnostic, Place } from '../diagnostics/diagnostic.ts'
import type { CodecSymbols, ModelContext, ModelFunction, ModelShape, TypeVariant } from './client-model.ts'
import { typeSymbol, valueSymbol } from './code-symbol.ts'
import { toCamelCase, toPascalCase } from './names.ts'
import { type Claimant, SymbolTable } from './symbol-table.ts'
import type { Direction, TypeUsage } from './type-usage.ts'
import { structOf } from './type-walk.ts'

export interface NamerOptions {
  /** By `KIND NAME`. */
  readonly places: ReadonlyMap<string, Place>
  readonly file: string
  readonly withReact: boolean
}

export class Namer {
  readonly #table = new SymbolTable()
  readonly #usage: TypeUsage
  readonly #options: NamerOptions

  constructor(usage: TypeUsage, options: NamerOptions) {
    this.#usage = usage
    this.#options = options
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.#table.diagnostics
  }

  /** A split type is called `Profile` as output and `ProfileDraft` as input, where members with defaults may be left out. */
  nameVariant(node: NamedType, direction: Direction, isSplit: boolean): TypeVariant {
    const claimant = this.#claimant('type', node.name)
    const base = `${toPascalCase(node.name)}${isSplit && direction === 'input' ? 'Draft' : ''}`
    const symbol = typeSymbol(this.#table.claim(base, claimant), 'model')
    const directions: readonly Direction[] = isSplit ? [direction] : ['input', 'output']
    const used = directions.filter((candidate) => this.#usage.isUsed(node.name, candidate))
    return {
      direction,
      symbol,
      ...this.#nameCodec({ kind: 'ref', name: node.name }, { base, used, claimant }),
    }
  }

  nameFunction(node: FunctionNode, schema: string): ModelFunction {
    const claimant = this.#claimant('function', node.name)
    const [pascal, camel] = [toPascalCase(node.name), toCamelCase(node.name)]
    const isQuery = node.kind === 'query'
    const call = valueSymbol(this.#table.claim(camel, claimant), 'functions')
    const descriptor = isQuery
      ? valueSymbol(this.#table.claim(`${camel}Query`, claimant), 'queries')
      : valueSymbol(this.#table.claim(`${camel}Mutation`, claimant), 'mutations')
    const hasErrors = (node.errors ?? []).length > 0
    return {
      node,
      schema,
      call,
      descriptor,
      ...this.#nameHooks(pascal, isQuery, claimant),
      ...this.#nameInput(`${pascal}Input`, node.input, claimant),
      ...this.#nameOutput(pascal, node.output, claimant),
      ...(hasErrors ? { failure: typeSymbol(this.#table.claim(`${pascal}Error`, claimant), 'model') } : {}),
      errors: (node.errors ?? []).map((error) => {
        const base = `${pascal}${toPascalCase(error.code)}Details`
        return { node: error, ...this.#nameCodec(error.type, { base, used: ['output'], claimant }) }
      }),
    }
  }

  nameContext(
    node: ContextNode,
    fields: readonly Field[],
  ): Pick<ModelContext, 'descriptor' | 'provider' | 'input'> {
    const claimant = this.#claimant('context', node.name)
    const [pascal, camel] = [toPascalCase(node.name), toCamelCase(node.name)]
    const provider = this.#options.withReact
      ? { provider: valueSymbol(this.#table.claim(`${pascal}Context`, claimant), 'react') }
      : {}
    const descriptor = valueSymbol(this.#table.claim(`${camel}Context`, claimant), 'contexts')
    return { descriptor, ...provider, ...this.#nameInput(`${pascal}Params`, fields, claimant) }
  }

  #nameHooks(
    pascal: string,
    isQuery: boolean,
    claimant: Claimant,
  ): Pick<ModelFunction, 'hook' | 'suspenseHook'> {
    if (!this.#options.withReact) return {}
    const hook = valueSymbol(this.#table.claim(`use${pascal}`, claimant), 'react')
    if (!isQuery) return { hook }
    return { hook, suspenseHook: valueSymbol(this.#table.claim(`useSuspense${pascal}`, claimant), 'react') }
  }

  #nameInput(base: string, fields: readonly Field[], claimant: Claimant): { input?: ModelShape } {
    if (fields.length === 0) return {}
    return { input: this.#nameShape(base, { type: structOf(fields), direction: 'input', claimant }) }
  }

  #nameOutput(pascal: string, output: TypeExpression, claimant: Claimant): { output?: ModelShape } {
    if (output.kind === 'ref' || output.kind === 'nothing') return {}
    return { output: this.#nameShape(`${pascal}Output`, { type: output, direction: 'output', claimant }) }
  }

  #nameShape(
    base: string,
    shape: { type: TypeExpression; direction: Direction; claimant: Claimant },
  ): ModelShape {
    const { type, direction, claimant } = shape
    const symbol = typeSymbol(this.#table.claim(base, claimant), 'model')
    return { type, direction, symbol, ...this.#nameCodec(type, { base, used: [direction], claimant }) }
  }

  #nameCodec(
    type: TypeExpression,
    name: { base: string; used: readonly Direction[]; claimant: Claimant },
  ): { codec?: CodecSymbols } {
    if (!this.#usage.hasCodec(type)) return {}
    const claim = (wanted: string) => this.#table.claim(wanted, name.claimant)
    return {
      codec: {
        wire: typeSymbol(claim(`${name.base}Wire`), 'codecs'),
        ...(name.used.includes('output')
          ? { decode: valueSymbol(claim(`decode${name.base}`), 'codecs') }
          : {}),
        ...(name.used.includes('input')
          ? { encode: valueSymbol(claim(`encode${name.base}`), 'codecs') }
          : {}),
      },
    }
  }

  #claimant(kind: string, name: string): Claimant {
    const place = this.#options.places.get(`${kind} ${name}`) ?? { file: this.#options.file }
    return { description: `${kind} "${name}"`, place }
  }
}
