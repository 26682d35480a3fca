/** Any KDL 2.0 text → nodes, or what is wrong with it and where. */
import { type Entry, getLocation, InvalidKdlError, type Node, parse } from '@bgotink/kdl'
import { createError, type Diagnostic, DiagnosticsError } from '../../diagnostics/diagnostic.ts'
import type { KdlEntry, KdlNode, KdlPlace } from './kdl-node.ts'

/** Throws DiagnosticsError. `file` is the name used in messages. */
export function readWholeKdl(text: string, file: string): KdlNode[] {
  try {
    return parse(text, { storeLocations: true }).nodes.map(toNode)
  } catch (thrown) {
    throw new DiagnosticsError(describeParseFailure(thrown, file))
  }
}

function toNode(node: Node): KdlNode {
  const entries = node.entries.map(toEntry)
  const tagged = [
    ...(node.tag === null ? [] : [node]),
    ...node.entries.filter((entry) => entry.getTag() !== null),
  ]
  return {
    name: node.getName(),
    args: entries.filter(({ name }, index) => name === '' && node.entries[index]?.getName() === null),
    props: entries.filter((_, index) => node.entries[index]?.getName() !== null),
    children: node.children === null ? null : node.children.nodes.map(toNode),
    tags: tagged.map(placeOf),
    ...placeOf(node),
  }
}

function toEntry(entry: Entry): KdlEntry {
  return { name: entry.getName() ?? '', value: entry.getValue(), ...placeOf(entry) }
}

/** Entries are located with the space before them; the value's own place is what an editor should jump to. */
function placeOf(element: Node | Entry): KdlPlace {
  const named = 'value' in element ? (element.name ?? element.value) : element.name
  const { line, column } = (getLocation(named) ?? getLocation(element))?.start ?? { line: 1, column: 1 }
  return { line, column }
}

function describeParseFailure(thrown: unknown, file: string): Diagnostic[] {
  const errors = thrown instanceof InvalidKdlError ? Array.from(thrown.flat()) : [thrown]
  return errors.map((error) => {
    const start = error instanceof InvalidKdlError ? error.start : undefined
    if (start === undefined) {
      return createError('The IR text cannot be parsed: it nests too deeply or is no KDL at all', { file })
    }
    const message = (error as InvalidKdlError).message.replace(/ at \d+:\d+$/, '')
    return createError(`The IR text is not KDL 2.0: ${message}`, {
      file,
      line: start.line,
      column: start.column,
    })
  })
}
