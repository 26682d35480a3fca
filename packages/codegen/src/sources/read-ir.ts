/** IR text → a checked, normal IrDocument, or everything that is wrong with it and where (IR.md, Canonical text and Normal forms). */
import { checkDocument, type IrDocument, IrError, normalizeDocument, printIr } from '@mizan/protocol'
import {
  createError,
  createWarning,
  type Diagnostic,
  DiagnosticsError,
  type Place,
} from '../diagnostics/diagnostic.ts'
import type { KdlNode } from './kdl/kdl-node.ts'
import { readKdl } from './kdl/read-kdl.ts'
import { NodeReader, type ReadLog } from './node-reader.ts'
import { type ReadDocument, readDocument } from './read-document.ts'

/** The version of the IR that this generator reads. */
const IR_VERSION = 1

export interface ReadIr {
  /** In normal form, whatever the text was. */
  readonly document: IrDocument
  /** By `KIND NAME`, such as `function user_profile`. */
  readonly places: ReadonlyMap<string, Place>
  readonly warnings: readonly Diagnostic[]
}

/** Throws DiagnosticsError. `file` is the name used in messages. */
export function readIr(text: string, file: string): ReadIr {
  const { document: read, places } = parseIr(text, file)
  const document = normalize({ document: read, places }, file)
  const problems = checkDocument(document)
  if (problems.length > 0) throw refuse(problems, { document: read, places }, file)
  return { document, places, warnings: compareWithCanonical(text, printIr(document), file) }
}

/** The document as it is written: grammar is checked, meaning is not. Throws DiagnosticsError. */
export function parseIr(text: string, file: string): ReadDocument {
  const log: ReadLog = { file, diagnostics: [] }
  const read = readNodes(readKdl(text, file), log)
  if (log.diagnostics.length > 0) throw new DiagnosticsError(log.diagnostics)
  return read
}

/** Problems begin with their declaration, such as `function user_profile, field name`. */
export function placeOfProblem(problem: string, places: ReadDocument['places']): Place | undefined {
  const key = /^(?:type|context|function|channel|form) [^\s,:]+/.exec(problem)?.[0]
  return key === undefined ? undefined : places.get(key)
}

function readNodes(nodes: readonly KdlNode[], log: ReadLog): ReadDocument {
  const [versionNode, ...rest] = nodes.map((node) => new NodeReader(node, log))
  const hint = 'Is this the output of `mizan ir` or of an adapter’s IR command?'
  if (versionNode === undefined || versionNode.name !== 'mizan') {
    throw new DiagnosticsError([
      createError('An IR document begins with `mizan 1`', { file: log.file, line: 1 }, hint),
    ])
  }
  const version = versionNode.readValue('version')
  versionNode.finishLeaf()
  if (version === undefined) {
    throw new DiagnosticsError([createError('This document lacks its IR version', versionNode.place, hint)])
  }
  if (version !== IR_VERSION) {
    const what = `This document has IR version ${String(version)}; this generator reads version ${IR_VERSION}`
    const advice = 'Use the releases of @mizan/codegen and of the server that belong together.'
    throw new DiagnosticsError([createError(what, versionNode.place, advice)])
  }
  return readDocument(rest)
}

/** What has no normal form is best explained by the checks; what they let pass, by the reason that it has none. */
function normalize(read: ReadDocument, file: string): IrDocument {
  try {
    return normalizeDocument(read.document)
  } catch (thrown) {
    if (!(thrown instanceof IrError)) throw thrown
    const problems = checkDocument(read.document)
    throw refuse(problems.length > 0 ? problems : [thrown.message], read, file)
  }
}

function refuse(problems: readonly string[], read: ReadDocument, file: string): DiagnosticsError {
  return new DiagnosticsError(
    problems.map((problem) => createError(problem, placeOfProblem(problem, read.places) ?? { file })),
  )
}

function compareWithCanonical(text: string, canonical: string, file: string): Diagnostic[] {
  if (text === canonical) return []
  const given = text.split('\n')
  const line = canonical.split('\n').findIndex((wanted, index) => wanted !== given[index])
  const place = { file, line: (line === -1 ? given.length - 1 : line) + 1 }
  const hint = '`mizan ir` prints the canonical form; it was used in place of the text.'
  return [createWarning('The IR text is not in its canonical form', place, hint)]
}
