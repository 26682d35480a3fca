/** Which functions have a client: those that calls and bundles over HTTP reach. */
import type { FunctionNode, IrDocument } from '@mizan/protocol'
import { indexTypes, reaches, structOf } from './type-walk.ts'

/** Private functions are not on the wire, a route answers with the framework's own response, other transports have no kernel here. */
export function isCallable(node: FunctionNode): boolean {
  const isOverHttp = node.transport === undefined || node.transport === 'http'
  return node.private !== true && node.route === undefined && isOverHttp
}

/** Callable functions that upload a file, and the document without them. */
export function splitUploads(document: IrDocument): { document: IrDocument; uploads: FunctionNode[] } {
  const types = indexTypes(document.types)
  const isUpload = (node: FunctionNode) =>
    isCallable(node) && reaches(structOf(node.input), types, ({ kind }) => kind === 'file')
  const uploads = document.functions.filter(isUpload)
  return {
    document: { ...document, functions: document.functions.filter((node) => !uploads.includes(node)) },
    uploads,
  }
}
