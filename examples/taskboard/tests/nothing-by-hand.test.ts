/** The claim of the example: no query key, no request and no type of the API is written by hand in the front end. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { expect, test } from 'vitest'

const WEB = new URL('../web', import.meta.url).pathname

const BY_HAND: readonly (readonly [string, RegExp])[] = [
  ['a request', /\bfetch\s*\(|XMLHttpRequest|\bEventSource\b|\bWebSocket\b|\baxios\b|sendBeacon/],
  ['a query key', /queryKey|invalidateQueries|useQuery\b|useSWR|\bmutateKey|cacheKey/],
  ['invalidation', /\.invalidate\s*\(|\brefetchQueries\b/],
  ['a schema', /from 'zod'|from "zod"/],
  ['the server’s code', /from '\.\.\/.*server\//],
  ['an address of the API', /\/ctx\/|\/call\//],
]

/** What the server's functions answer with and take: these words belong to generated code. */
const API_TYPES = readTypeNames()

function readSources(): { file: string; text: string }[] {
  return readdirSync(WEB, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !relative(WEB, file).startsWith(`mizan${sep}`))
    .map((file) => ({ file: relative(WEB, file), text: readFileSync(file, 'utf8') }))
}

function readTypeNames(): string[] {
  const generated = readdirSync(join(WEB, 'mizan')).map((file) =>
    readFileSync(join(WEB, 'mizan', file), 'utf8'),
  )
  return generated.flatMap((text) =>
    [...text.matchAll(/^export (?:interface|type) (\w+)/gm)].map((match) => match[1] ?? ''),
  )
}

test('there is front end to look at', () => {
  expect(readSources().length).toBeGreaterThan(30)
  expect(API_TYPES).toContain('Profile')
})

test.each(BY_HAND)('nobody wrote %s', (_, pattern) => {
  const found = readSources().filter(({ text }) => pattern.test(text))
  expect(found.map(({ file }) => file)).toEqual([])
})

test('nobody wrote a type of the API', () => {
  const declared = readSources().flatMap(({ file, text }) =>
    API_TYPES.filter((name) =>
      new RegExp(`\\b(?:interface ${name}\\b|type ${name}\\b[^,}]*=)`).test(text),
    ).map((name) => `${file}: ${name}`),
  )
  expect(declared).toEqual([])
})
