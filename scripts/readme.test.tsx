// @vitest-environment happy-dom
/** The first page of the project does what it says: its two code blocks are taken from it, generated for, type-checked and run. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import type { ComponentType } from 'react'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { generate } from '../packages/codegen/src/index.ts'
import type { App } from '../packages/server/src/index.ts'
import { ROOT } from './house/source-file.ts'

const FOLDER = join(ROOT, '.cache/readme')
const README = readFileSync(join(ROOT, 'README.md'), 'utf8')

beforeAll(async () => {
  rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER, { recursive: true })
  writeFileSync(join(FOLDER, 'server.ts'), block('ts server.ts'))
  writeFileSync(join(FOLDER, 'page.tsx'), block('tsx page.tsx'))
  writeFileSync(join(FOLDER, 'tsconfig.json'), JSON.stringify(compilerOptions()))
  const config = {
    source: { entry: './server.ts' },
    targets: [{ target: 'react' as const, out: './mizan' }],
  }
  await generate({ config, root: FOLDER })
}, 60_000)

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }))

test('the first code stands before line 30', () => {
  expect(README.slice(0, README.indexOf('```ts')).split('\n').length).toBeLessThan(30)
})

test('both blocks compile under the strictest settings', () => {
  const tsc = join(ROOT, 'node_modules/typescript-7/bin/tsc')
  expect(run(process.execPath, [tsc, '-p', FOLDER])).toBe('')
}, 60_000)

test('a click renames the user, and the name on screen is fresh after one request', async () => {
  const { app } = (await import(join(FOLDER, 'server.ts'))) as { app: App }
  const { Page } = (await import(join(FOLDER, 'page.tsx'))) as { Page: ComponentType }
  const requests: string[] = []
  vi.stubGlobal('fetch', (url: string, init?: RequestInit) => {
    requests.push(`${init?.method ?? 'GET'} ${url}`)
    return app.fetch(new Request(new URL(url, 'http://127.0.0.1'), init))
  })
  render(<Page />)
  fireEvent.click(await screen.findByText('Ada'))
  await screen.findByText('Ada Lovelace')
  expect(requests).toEqual(['GET /api/mizan/ctx/user/?user_id=5', 'POST /api/mizan/call/'])
})

function block(header: string): string {
  const found = README.split(`\`\`\`${header}\n`)[1]?.split('\n```')[0]
  if (found === undefined) throw new Error(`README.md has no block \`\`\`${header}`)
  return `${found}\n`
}

function compilerOptions(): object {
  // What a Vite project has.
  const options = { module: 'esnext', moduleResolution: 'bundler' }
  return { extends: '../../tsconfig.json', compilerOptions: options, include: ['.'] }
}

function run(command: string, words: readonly string[]): string {
  try {
    return execFileSync(command, words, { encoding: 'utf8' })
  } catch (error) {
    return (error as { stdout: string }).stdout
  }
}
