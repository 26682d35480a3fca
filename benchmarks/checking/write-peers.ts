/** The same functions as routers of tRPC and oRPC, as flat functions with plain interfaces, and programs that use all of them. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ARGUMENTS, inGroups, type OneFunction, useFunction } from './many-functions.ts'

const INPUT = 'z.object({ id: z.int(), limit: z.int(), note: z.string().nullable(), title: z.string() })'
const OUTPUT = `z.object({ id: z.int(), title: z.string(), tags: z.array(z.string()), owner: z.object({ id: z.int(), name: z.string() }) })`
const ANSWER = `{ id: input.id, title: input.title, tags: [], owner: { id: 1, name: 'Ada' } }`

/** Where a program finds the router's type: the sources, or the declarations emitted from them. */
export type RouterPlace = './router/index.ts' | './declarations/index.js'

export function writeTrpcRouter(folder: string, functions: readonly OneFunction[]): void {
  writeRouter(folder, functions, {
    setUp: `import { initTRPC } from '@trpc/server'\nexport const t = initTRPC.create()`,
    head: `import { z } from 'zod'\nimport { t } from './set-up.ts'`,
    open: 't.router({',
    close: '})',
    member: ({ name, kind }) =>
      `  ${name}: t.procedure.input(${INPUT}).output(${OUTPUT}).${kind}(({ input }) => (${ANSWER})),`,
  })
}

export function writeOrpcRouter(folder: string, functions: readonly OneFunction[]): void {
  writeRouter(folder, functions, {
    setUp: `export { os as t } from '@orpc/server'`,
    head: `import { z } from 'zod'\nimport { t } from './set-up.ts'`,
    open: '{',
    close: '}',
    member: ({ name }) =>
      `  ${name}: t.input(${INPUT}).output(${OUTPUT}).handler(({ input }) => (${ANSWER})),`,
  })
}

export function writeTrpcUse(folder: string, functions: readonly OneFunction[], place: RouterPlace): void {
  const head = `import type { TRPCClient } from '@trpc/client'\nimport type { AppRouter } from '${place}'\ntype Asking = TRPCClient<AppRouter>`
  writeUses(folder, functions, {
    head,
    call: ({ name, kind, group }) =>
      `client.group${group}.${name}.${kind === 'query' ? 'query' : 'mutate'}(${ARGUMENTS})`,
  })
}

export function writeOrpcUse(folder: string, functions: readonly OneFunction[], place: RouterPlace): void {
  const head = `import type { RouterClient } from '@orpc/server'\nimport type { AppRouter } from '${place}'\ntype Asking = RouterClient<AppRouter>`
  writeUses(folder, functions, {
    head,
    call: ({ name, group }) => `client.group${group}.${name}(${ARGUMENTS})`,
  })
}

/** The least that such a program can cost: what a careful person would write by hand. */
export function writeFloor(folder: string, functions: readonly OneFunction[]): void {
  for (const [at, group] of inGroups(functions).entries()) {
    const declared = group.map(({ name }) => {
      const type = `${name[0]?.toUpperCase()}${name.slice(1)}`
      return `export interface ${type}Input {\n  id: number\n  limit: number\n  note: string | null\n  title: string\n}
export interface ${type}Output {\n  id: number\n  title: string\n  tags: string[]\n  owner: { id: number; name: string }\n}
export function ${name}(client: Asking, input: ${type}Input): Promise<${type}Output> {\n  return client.call('${name}', input) as Promise<${type}Output>\n}`
    })
    writeFileSync(
      join(folder, `functions-${at}.ts`),
      [`import type { Asking } from './asking.ts'`, ...declared].join('\n'),
    )
    const names = group.map(({ name }) => name)
    const uses = names.map((name) => useFunction(name, `${name}(client, ${ARGUMENTS})`))
    const head = [
      `import type { Asking } from './asking.ts'`,
      `import { ${names.join(', ')} } from './functions-${at}.ts'`,
    ]
    writeFileSync(join(folder, `use-${at}.ts`), [...head, ...uses].join('\n'))
  }
  writeFileSync(
    join(folder, 'asking.ts'),
    'export interface Asking {\n  call(name: string, input: object): Promise<unknown>\n}\n',
  )
}

interface RouterText {
  readonly setUp: string
  readonly head: string
  readonly open: string
  readonly close: string
  readonly member: (one: OneFunction) => string
}

function writeRouter(folder: string, functions: readonly OneFunction[], text: RouterText): void {
  const router = join(folder, 'router')
  mkdirSync(router, { recursive: true })
  writeFileSync(join(router, 'set-up.ts'), text.setUp)
  const groups = inGroups(functions)
  for (const [at, group] of groups.entries()) {
    const lines = [text.head, `export const group${at} = ${text.open}`, ...group.map(text.member), text.close]
    writeFileSync(join(router, `group-${at}.ts`), lines.join('\n'))
  }
  const names = groups.map((_, at) => `group${at}`)
  const imports = names.map((name, at) => `import { ${name} } from './group-${at}.ts'`)
  const lines = [
    `import { t } from './set-up.ts'`,
    ...imports,
    `void t`,
    `export const router = ${text.open} ${names.join(', ')} ${text.close}`,
  ]
  writeFileSync(join(router, 'index.ts'), [...lines, 'export type AppRouter = typeof router'].join('\n'))
}

interface UseText {
  readonly head: string
  readonly call: (one: OneFunction) => string
}

function writeUses(folder: string, functions: readonly OneFunction[], { head, call }: UseText): void {
  for (const [at, group] of inGroups(functions).entries()) {
    const uses = group.map((one) => useFunction(one.name, call(one)))
    writeFileSync(join(folder, `use-${at}.ts`), [head, ...uses].join('\n'))
  }
}
