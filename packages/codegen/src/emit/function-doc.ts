/** The doc comment of a function, wherever the function appears. */
import type { FunctionNode } from '@mizan/protocol'

export function functionDoc(node: FunctionNode): string[] {
  const doc = node.doc === undefined ? [] : node.doc.split('\n')
  return node.deprecated === true ? [...doc, '@deprecated'] : doc
}
