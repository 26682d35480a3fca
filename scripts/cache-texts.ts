/** Texts of protocol/cache as the stores ship them, in TypeScript and in Python: each Redis script with its SHA-1, and SQLite's tables. */
import { createHash } from 'node:crypto'
import type { Output, ReadText } from './generate-constants.ts'

const FOLDER = 'protocol/cache'
const STEPS = ['read', 'write', 'purge', 'lease', 'release']

interface Script {
  readonly name: string
  /** What follows the head that all have. */
  readonly body: string
  /** Of head and body, which is what a server runs. */
  readonly sha: string
}

/** `command` is what makes the files. Without protocol/cache there are none. */
export function deriveCacheTexts(read: ReadText, command: string): Output[] {
  const record = read(`${FOLDER}/tag-record.lua`)
  const tables = read(`${FOLDER}/store.sql`)
  if (record === undefined || tables === undefined) return []
  const head = toLiteral('tag-record', record)
  const scripts = STEPS.map((name) =>
    toScript(name, head, toLiteral(name, read(`${FOLDER}/${name}.lua`) ?? '')),
  )
  const sql = withoutComments(tables).trimEnd()
  return [
    {
      path: 'packages/store-redis/src/generated/cache-scripts.ts',
      text: printScripts(head, scripts, command),
    },
    { path: 'python/mizan/generated/cache_scripts.py', text: printPythonScripts(head, scripts, command) },
    { path: 'packages/store-sqlite/src/generated/cache-tables.ts', text: printTables(sql, command) },
    { path: 'python/mizan/generated/cache_tables.py', text: printPythonTables(sql, command) },
  ]
}

/** Lines that hold nothing but a comment are for who reads protocol/. */
function withoutComments(text: string): string {
  return text.replace(/^[ \t]*(--.*)?\n/gm, '')
}

function toLiteral(name: string, file: string): string {
  const text = withoutComments(file)
  if (/[`\\]\{|`|\$\{|"""/.test(text)) throw new Error(`${FOLDER}/${name}.lua has what a literal cannot hold`)
  return text
}

function toScript(name: string, head: string, body: string): Script {
  return {
    name: name.toUpperCase(),
    body,
    sha: createHash('sha1')
      .update(head + body)
      .digest('hex'),
  }
}

function printScripts(head: string, scripts: readonly Script[], command: string): string {
  const consts = scripts.map(
    ({ name, body, sha }) =>
      `export const ${name}_SCRIPT: CacheScript = {\n  sha: '${sha}',\n  text: TAG_RECORD + String.raw\`${body}\`,\n}\n`,
  )
  return `// Made from ${FOLDER}/*.lua by \`${command}\`. Do not edit.

/** A step of the store, and what EVALSHA calls it. */
export interface CacheScript {
  readonly sha: string
  readonly text: string
}

/** What every script begins with. */
const TAG_RECORD = String.raw\`${head}\`

${consts.join('\n')}`
}

function printPythonScripts(head: string, scripts: readonly Script[], command: string): string {
  const consts = scripts.map(
    ({ name, body, sha }) =>
      `${name}_SCRIPT: Final = (\n    _TAG_RECORD\n    + r"""${body}"""\n)\n${name}_SHA: Final = "${sha}"\n`,
  )
  return `# Made from ${FOLDER}/*.lua by \`${command}\`. Do not edit.

from __future__ import annotations

from typing import Final

_TAG_RECORD: Final = r"""${head}"""

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
