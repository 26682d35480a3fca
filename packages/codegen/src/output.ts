/** What goes into one folder: the files of all targets that are written there. */
import { resolve } from 'node:path'
import type { JsonObject } from '@mizan/protocol'
import type { CodeTargetConfig, MizanConfig, TargetConfig } from './config/config.ts'
import {
  createError,
  createWarning,
  type Diagnostic,
  DiagnosticsError,
  type Place,
} from './diagnostics/diagnostic.ts'
import { emitFiles } from './emit/emit-files.ts'
import { jsonText } from './emit/json-file.ts'
import { mcpTools } from './mcp/mcp-tools.ts'
import { buildModel } from './model/build-model.ts'
import { splitUploads } from './model/callable.ts'
import { openapiDocument } from './openapi/openapi-document.ts'
import type { ReadIr } from './sources/read-ir.ts'
import type { OutputFile } from './write/plan-changes.ts'

export interface Output {
  /** Absolute. */
  readonly folder: string
  readonly targets: readonly TargetConfig[]
}

export interface RenderedOutput {
  readonly files: readonly OutputFile[]
  readonly warnings: readonly Diagnostic[]
}

/** `root` is the absolute folder that relative paths are taken from. */
export function groupByFolder({ config, root }: { config: MizanConfig; root: string }): Output[] {
  const folders = new Map<string, TargetConfig[]>()
  for (const target of config.targets) {
    const folder = resolve(root, target.out)
    folders.set(folder, [...(folders.get(folder) ?? []), target])
  }
  return [...folders].map(([folder, targets]) => ({ folder, targets }))
}

/** `file` is what places of the IR are called where nothing better is known. Throws DiagnosticsError. */
export function renderOutput(read: ReadIr, file: string, { folder, targets }: Output): RenderedOutput {
  const files: OutputFile[] = []
  const warnings: Diagnostic[] = []
  const code = targets.filter(isCode)
  if (code.length > 0) {
    const rendered = renderCode(read, file, { folder, targets: code })
    files.push(...rendered.files)
    warnings.push(...rendered.warnings)
  }
  const described = targets.filter((target) => target.target === 'openapi' || target.target === 'mcp')
  if (described.length === 0) return { files, warnings }
  const { document, uploads } = splitUploads(read.document)
  for (const { name } of uploads) {
    const place = read.places.get(`function ${name}`) ?? { file }
    warnings.push(createWarning(`The function "${name}" uploads a file: OpenAPI and MCP leave it out`, place))
  }
  for (const target of described) {
    const name = `${target.target}.json`
    if (files.some((other) => other.name === name)) throw refuseTwins(target.target, { file: folder })
    const content: JsonObject =
      target.target === 'openapi' ? openapiDocument(document, target) : { tools: mcpTools(document) }
    files.push({ name, text: jsonText(content) })
  }
  return { files, warnings }
}

interface CodeOutput {
  readonly folder: string
  readonly targets: readonly CodeTargetConfig[]
}

function isCode(target: TargetConfig): target is CodeTargetConfig {
  return target.target === 'typescript' || target.target === 'react'
}

/** Two of one folder are one: `react` holds everything of `typescript`. */
function renderCode(read: ReadIr, file: string, { folder, targets }: CodeOutput): RenderedOutput {
  const [importExtension = 'js', ...others] = new Set(targets.map((target) => target.importExtension ?? 'js'))
  if (others.length > 0) {
    const what = 'Two targets of one folder must have the same `importExtension`'
    throw new DiagnosticsError([createError(what, { file: folder })])
  }
  const withReact = targets.some((target) => target.target === 'react')
  const { model, warnings } = buildModel({ document: read.document, places: read.places, file, withReact })
  const files = emitFiles(model, withReact ? 'react' : 'typescript', { importExtension })
  return { warnings, files: files.map((generated) => ({ name: generated.path, text: generated.toString() })) }
}

function refuseTwins(target: string, place: Place): DiagnosticsError {
  const what = `Two \`${target}\` targets have the same folder`
  return new DiagnosticsError([createError(what, place, 'Give one of them another `out`.')])
}
