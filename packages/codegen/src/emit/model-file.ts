/** `model.ts`: one interface or alias for each named type, each function's arguments, result and failures, each context's params. */
import type { TypeExpression } from '@mizan/protocol'
import type { ClientModel, ModelFunction, ModelShape, ModelType } from '../model/client-model.ts'
import { type CodeSymbol, typeSymbol } from '../model/code-symbol.ts'
import type { Direction } from '../model/type-usage.ts'
import { stringLiteral } from './code-text.ts'
import { type FileOptions, GeneratedFile } from './generated-file.ts'
import { group, hardLine, indent, join, type Layout, line, typeArguments, whenBroken } from './layout.ts'
import { fieldLines, type TypeContext, typeAfter, typeLayout } from './type-layout.ts'

const CLIENT_ERROR = typeSymbol('ClientError', '@mizan/client')
const DECLARED_ERROR = typeSymbol('DeclaredError', '@mizan/client')

export function emitModelFile(model: ClientModel, options: FileOptions): GeneratedFile {
  const file = new GeneratedFile('model', options)
  for (const type of model.types) declareNamedType(file, type, model)
  for (const context of model.contexts) {
    declareShape(file, context.input, { model, doc: `Params of the context \`${context.node.name}\`.` })
  }
  for (const node of [...model.queries, ...model.mutations]) {
    declareShape(file, node.input, { model, doc: `Arguments of \`${node.node.name}\`.` })
    declareShape(file, node.output, { model, doc: `Result of \`${node.node.name}\`.` })
    declareFailure(file, node, model)
  }
  return file
}

function declareNamedType(file: GeneratedFile, type: ModelType, model: ClientModel): void {
  const isRecursive = model.usage.isRecursive(type.node.name)
  for (const variant of type.variants) {
    const doc = type.node.doc?.split('\n') ?? []
    const draft = variant !== type.variants[0] ? ['Members with a default may be left out.'] : []
    const context: TypeContext = { model, direction: variant.direction, form: 'native', isRecursive }
    file.declare(declarationOf(variant.symbol, type.node.type, context), [...doc, ...draft])
  }
}

function declareShape(
  file: GeneratedFile,
  shape: ModelShape | undefined,
  rest: { model: ClientModel; doc: string },
): void {
  if (shape === undefined) return
  const context: TypeContext = { model: rest.model, direction: shape.direction, form: 'native' }
  file.declare(declarationOf(shape.symbol, shape.type, context), [rest.doc])
}

function declarationOf(symbol: CodeSymbol, type: TypeExpression, context: TypeContext): Layout {
  if (type.kind !== 'struct') return [typeAfter(`export type ${symbol.name} =`, type, context)]
  if (type.fields.length === 0) return `export type ${symbol.name} = Record<string, never>`
  const body = indent(hardLine, fieldLines(type.fields, context))
  return [`export interface ${symbol.name} {`, body, hardLine, '}']
}

function declareFailure(file: GeneratedFile, node: ModelFunction, model: ClientModel): void {
  if (node.failure === undefined) return
  const context: TypeContext = { model, direction: 'output', form: 'native' }
  const declared = node.errors.map(({ node: error }) => {
    const details = error.type.kind === 'nothing' ? [] : [typeLayout(error.type, context)]
    return indent(DECLARED_ERROR, typeArguments(stringLiteral(error.code), ...details))
  })
  const members: Layout[] = [...declared, CLIENT_ERROR]
  const union = group(indent(line, whenBroken('| '), join(members, [line, '| '])))
  file.declare(
    [`export type ${node.failure.name} =`, union],
    [`What \`${node.node.name}\` may fail with; told apart by \`code\`.`],
  )
}

/** The type of a function's result, by name wherever it has one. */
export function resultType(node: ModelFunction, model: ClientModel): Layout {
  if (node.output !== undefined) return node.output.symbol
  const direction: Direction = 'output'
  return typeLayout(node.node.output, { model, direction, form: 'native' })
}
