/** What a config module exported → MizanConfig, or everything that is wrong with it. */

import { createError, type Diagnostic, DiagnosticsError, type Place } from '../diagnostics/diagnostic.ts'
import { optional } from '../optional-member.ts'
import type { EdgeConfig, MizanConfig, SourceConfig, TargetConfig } from './config.ts'

const SOURCE_KINDS = ['entry', 'file', 'command'] as const
const TARGET_KEYS: Readonly<Record<string, readonly string[]>> = {
  typescript: ['target', 'out', 'importExtension'],
  react: ['target', 'out', 'importExtension'],
  openapi: ['target', 'out', 'base', 'title', 'version'],
  mcp: ['target', 'out'],
}
const BASE = /^(\/[A-Za-z0-9._~-]+)*$/
const EXTENSIONS: readonly unknown[] = ['js', 'ts', 'none']

/** Throws DiagnosticsError. */
export function checkConfig(value: unknown, place: Place): MizanConfig {
  const checker = new ConfigChecker(place)
  const config = checker.readConfig(value)
  if (config === undefined || checker.diagnostics.length > 0) throw new DiagnosticsError(checker.diagnostics)
  return config
}

class ConfigChecker {
  readonly diagnostics: Diagnostic[] = []
  readonly #place: Place

  constructor(place: Place) {
    this.#place = place
  }

  readConfig(value: unknown): MizanConfig | undefined {
    if (!isObject(value)) {
      this.#fail(
        'The configuration is no object',
        'Write `export default defineConfig({ source: …, targets: […] })`.',
      )
      return undefined
    }
    this.#refuseUnknown(value, ['source', 'targets', 'edge'], 'the configuration')
    const source = this.#readSource(value['source'])
    const targets = this.#readTargets(value['targets'])
    const edge = this.#readEdge(value['edge'])
    return source === undefined ? undefined : { source, targets, ...optional('edge', edge) }
  }

  #readEdge(value: unknown): EdgeConfig | undefined {
    if (value === undefined) return undefined
    if (!isObject(value)) {
      this.#fail('`edge` must be an object', 'Such as `edge: { vary: { locale: "Accept-Language" } }`.')
      return undefined
    }
    this.#refuseUnknown(value, ['base', 'vary'], '`edge`')
    const { base, vary } = value
    if (base !== undefined && !(typeof base === 'string' && BASE.test(base)))
      this.#fail('`edge.base` must be a path', 'Such as `/api/mizan`: it ends without a slash.')
    if (vary !== undefined && !(isObject(vary) && Object.values(vary).every(isHeaderName)))
      this.#fail('`edge.vary` must name a request header for each input')
    return value
  }

  #readSource(value: unknown): SourceConfig | undefined {
    const hint =
      'Give it one of `entry`, `file` or `command`, such as `source: { entry: "./server/app.ts" }`.'
    const kinds = isObject(value) ? SOURCE_KINDS.filter((kind) => Object.hasOwn(value, kind)) : []
    if (!isObject(value) || kinds.length !== 1) {
      this.#fail('`source` must say where the IR comes from', hint)
      return undefined
    }
    if (kinds[0] === 'command') return this.#readCommand(value)
    const kind = kinds[0] === 'file' ? 'file' : 'entry'
    this.#refuseUnknown(value, [kind], '`source`')
    const path = value[kind]
    if (isText(path)) return kind === 'file' ? { file: path } : { entry: path }
    this.#fail(`\`source.${kind}\` must be a path`)
    return undefined
  }

  #readCommand(value: Readonly<Record<string, unknown>>): SourceConfig | undefined {
    this.#refuseUnknown(value, ['command', 'watch'], '`source`')
    const { command, watch } = value
    if (!isArgumentList(command) || !isText(command[0])) {
      this.#fail('`source.command` must be a list of strings', 'Such as `["python", "-m", "app.ir"]`.')
      return undefined
    }
    if (watch === undefined) return { command }
    if (isTextList(watch)) return { command, watch }
    this.#fail('`source.watch` must be a list of paths')
    return undefined
  }

  #readTargets(value: unknown): TargetConfig[] {
    if (!Array.isArray(value) || value.length === 0) {
      this.#fail('`targets` must be a list', 'Such as `targets: [{ target: "react", out: "./web/mizan" }]`.')
      return []
    }
    const entries: readonly unknown[] = value
    return entries
      .map((entry, index) => this.#readTarget(entry, `targets[${index}]`))
      .filter((target) => target !== undefined)
  }

  #readTarget(value: unknown, name: string): TargetConfig | undefined {
    if (!isObject(value)) {
      this.#fail(`\`${name}\` must be an object`)
      return undefined
    }
    const { target, out, importExtension } = value
    const keys =
      typeof target === 'string' && Object.hasOwn(TARGET_KEYS, target) ? TARGET_KEYS[target] : undefined
    if (keys === undefined)
      this.#fail(`\`${name}.target\` must be one of ${Object.keys(TARGET_KEYS).join(', ')}`)
    else this.#refuseUnknown(value, keys, `\`${name}\``)
    if (!isText(out)) this.#fail(`\`${name}.out\` must be the path of a folder`)
    if (importExtension !== undefined && !EXTENSIONS.includes(importExtension)) {
      this.#fail(`\`${name}.importExtension\` must be "js", "ts" or "none"`)
    }
    for (const key of ['base', 'title', 'version'])
      if (value[key] !== undefined && !isText(value[key])) this.#fail(`\`${name}.${key}\` must be a text`)
    return value as unknown as TargetConfig
  }

  #refuseUnknown(value: object, known: readonly string[], where: string): void {
    for (const key of Object.keys(value)) {
      if (!known.includes(key)) this.#fail(`${where} has no key "${key}"`, `Known are ${known.join(', ')}.`)
    }
  }

  #fail(what: string, hint?: string): void {
    this.diagnostics.push(createError(what.charAt(0).toUpperCase() + what.slice(1), this.#place, hint))
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isHeaderName(value: unknown): boolean {
  return typeof value === 'string' && /^[A-Za-z0-9-]{1,128}$/.test(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && !value.includes('\0')
}

/** Arguments may be empty, the program may not. */
function isArgumentList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((word) => word === '' || isText(word))
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText)
}
