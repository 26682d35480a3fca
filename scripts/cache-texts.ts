/** Texts of protocol/cache as the stores ship them, in TypeScript and in Python: each Redis script with its SHA-1, and SQLite's tables. */
import { createHash } from 'node:crypto'
import type { Output, ReadText } from './generate-constants.ts'

const FOLDER = 'protocol/cache'
const STEPS = ['read', 'write', 'purge', 'lease', 'release']

interface Script {
  readonly name: string
  readonly text: string
  readonly sha: string
}

/** `command` is what makes the files. Without protocol/cache there are none. */
export function deriveCacheTexts(read: ReadText, command: string): Output[] {
  const head = read(`${FOLDER}/tag-record.lua`)
  const tables = read(`${FOLDER}/store.sql`)
  if (head === undefined || tables === undefined) return []
  const scripts = STEPS.map((name) =>
    toScript(name, withoutComments(head + (read(`${FOLDER}/${name}.lua`) ?? ''))),
  )
  const sql = withoutComments(tables).trimEnd()
  return [
    { path: 'packages/store-redis/src/generated/cache-scripts.ts', text: printScripts(scripts, command) },
    { path: 'python/mizan/generated/cache_scripts.py', text: printPythonScripts(scripts, command) },
    { path: 'packages/store-sqlite/src/generated/cache-tables.ts', text: printTables(sql, command) },
    { path: 'python/mizan/generated/cache_tables.py', text: printPythonTables(sql, command) },
  ]
}

/** Lines that hold nothing but a comment are for who reads protocol/. */
function withoutComments(text: string): string {
  return text.replace(/^[ \t]*(--.*)?\n/gm, '')
}

function toScript(name: string, text: string): Script {
  if (/[`\\]\{|`|\$\{|"""/.test(text)) throw new Error(`${FOLDER}/${name}.lua has what a literal cannot hold`)
  return { name, text, sha: createHash('sha1').update(text).digest('hex') }
}

function printScripts(scripts: readonly Script[], command: string): string {
  const consts = scripts.map(
    ({ name, text, sha }) =>
      `export const ${name.toUpperCase()}_SCRIPT: CacheScript = {\n  sha: '${sha}',\n  text: String.raw\`${text}\`,\n}\n`,
  )
  return `// Made from ${FOLDER}/*.lua by \`${command}\`. Do not edit.

/** A step of the store, and what EVALSHA calls it. */
export interface CacheScript {
  readonly sha: string
  readonly text: string
}

${consts.join('\n')}`
}

function printPythonScripts(scripts: readonly Script[], command: string): string {
  const consts = scripts.map(
    ({ name, text, sha }) =>
      `${name.toUpperCase()}_SCRIPT: Final = r"""${text}"""\n${name.toUpperCase()}_SHA: Final = "${sha}"\n`,
  )
  return `# Made from ${FOLDER}/*.lua by \`${command}\`. Do not edit.

from __future__ import annotations

from typing import Final

${consts.join('\n')}`
}

function printTables(sql: string, command: string): string {
  return `// Made from ${FOLDER}/store.sql by \`${command}\`. Do not edit.

export const CACHE_TABLES = \`${sql}\`
`
}

function printPythonTables(sql: string, command: string): string {
  return `# Made from ${FOLDER}/store.sql by \`${command}\`. Do not edit.

from __future__ import annotations

from typing import Final

CACHE_TABLES: Final = """\\
${sql}"""
`
}
