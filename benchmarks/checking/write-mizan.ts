/** The functions as an IR document, the client that `mizan generate` makes of it, and a program that uses all of it. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type GenerateOptions, generate } from '@mizan/codegen'
import { type Field, type FunctionNode, type IrDocument, normalizeDocument, printIr } from '@mizan/protocol'
import { ARGUMENTS, contextAt, inGroups, type OneFunction, useFunction } from './many-functions.ts'

export const USED_CLIENT = `import type { Client } from '@mizan/client'
type Asking = Client`

/** Answers how long `generate` took, in milliseconds. */
export async function writeMizan(folder: string, functions: readonly OneFunction[]): Promise<number> {
  writeFileSync(join(folder, 'backend.kdl'), printIr(toDocument(functions)))
  const options: GenerateOptions = {
    root: folder,
    config: {
      source: { file: './backend.kdl' },
      targets: [{ target: 'typescript', out: './client', importExtension: 'ts' }],
    },
  }
  const begun = performance.now()
  await generate(options)
  const took = performance.now() - begun
  for (const [at, group] of inGroups(functions).entries()) {
    const names = group.map(({ name }) => name)
    const uses = names.map((name) => useFunction(name, `${name}(client, ${ARGUMENTS})`))
    const lines = [`import { ${names.join(', ')} } from './client/functions.ts'`, USED_CLIENT, ...uses]
    writeFileSync(join(folder, `use-${at}.ts`), lines.join('\n'))
  }
  return took
}

function toDocument(functions: readonly OneFunction[]): IrDocument {
  const queries = functions.filter(({ kind }) => kind === 'query')
  const contexts = new Map<string, string[]>()
  for (const [at, { name }] of queries.entries()) {
    const context = contextAt(at)
    contexts.set(context, [...(contexts.get(context) ?? []), name])
  }
  const contextOf = new Map(
    [...contexts].flatMap(([context, names]) => names.map((name) => [name, context] as const)),
  )
  return normalizeDocument({
    types: [],
    channels: [],
    forms: [],
    contexts: [...contexts].map(([name, usedBy]) => ({
      name,
      params: INPUT.map((field) => ({
        name: field.name,
        type: field.type,
        usedBy,
        ...(field.type.kind === 'nullable' ? {} : { required: true }),
      })),
    })),
    functions: functions.map(({ name, kind }): FunctionNode => {
      const context = contextOf.get(name)
      const place = context === undefined ? { affects: [{ context: 'context0', scope: [] }] } : { context }
      return { name, kind, input: INPUT, output: { kind: 'struct', fields: OUTPUT }, ...place }
    }),
  })
}

const INPUT: readonly Field[] = [
  { name: 'id', type: { kind: 'integer' } },
  { name: 'limit', type: { kind: 'integer' } },
  { name: 'note', type: { kind: 'nullable', type: { kind: 'string' } } },
  { name: 'title', type: { kind: 'string' } },
]

const OUTPUT: readonly Field[] = [
  { name: 'id', type: { kind: 'integer' } },
  { name: 'title', type: { kind: 'string' } },
  { name: 'tags', type: { kind: 'list', item: { kind: 'string' } } },
  {
    name: 'owner',
    type: {
      kind: 'struct',
      fields: [
        { name: 'id', type: { kind: 'integer' } },
        { name: 'name', type: { kind: 'string' } },
      ],
    },
  },
]
