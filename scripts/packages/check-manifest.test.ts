/** A manifest that would publish something broken is told what is wrong with it. */
import { expect, test } from 'vitest'
import { checkManifest, type Manifest, readManifest } from './check-manifest.ts'

const good = readManifest('react')
const everything = () => true

function problemsOf(changes: Partial<Manifest>, exists: (path: string) => boolean = everything): string[] {
  return checkManifest('react', { ...good, ...changes }, exists)
}

test('nothing is wrong with a good one', () => {
  expect(problemsOf({})).toEqual([])
})

test.each<[Partial<Manifest>, string]>([
  [{ name: '@mizan/other' }, 'its name is not @mizan/react'],
  [{ license: 'MIT' }, 'its license is not Elastic-2.0'],
  [{ sideEffects: true }, 'its sideEffects are not false, and no list of files'],
  [{ files: ['dist', 'src'] }, 'its files lack !src/**/*.test.*'],
  [{ exports: {} }, 'it exports no "."'],
  [
    { exports: { '.': { default: './dist/index.js', types: './dist/index.d.ts' } } },
    'the conditions of "." are not mizan-source, types, default, in this order',
  ],
  [{ dependencies: { '@mizan/client': '0.0.9' } }, '@mizan/client is not of its own version'],
  [{ dependencies: { left: '^1.0.0' } }, 'left is not pinned'],
  [{ peerDependencies: { react: '19.3.1' } }, 'the peer react is no open range'],
])('%j', (changes, problem) => {
  expect(problemsOf(changes)).toEqual([problem])
})

test('what does not exist is named', () => {
  expect(problemsOf({}, (path) => !path.endsWith('.d.ts'))).toEqual([
    '"." leads to ./dist/index.d.ts, which does not exist',
  ])
  expect(problemsOf({ bin: { mizan: './bin/mizan.js' } }, (path) => path.startsWith('./dist'))).toContain(
    'bin leads to ./bin/mizan.js, which does not exist',
  )
})
