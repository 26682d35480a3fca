/** `docs/security.md`: every promise names rules that are in the law and tests that are there. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from './house/source-file.ts'

const PAGE = join(ROOT, 'docs/security.md')
const RULE = /\b[A-Z]{2,}-\d+\b/g
const page = readFileSync(PAGE, 'utf8')
const law = readFileSync(join(ROOT, 'protocol/SPEC.md'), 'utf8')

const promised = page.slice(page.indexOf('## What is promised'), page.indexOf('## Threats'))
const promises = promised
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| |') && !line.startsWith('| ---'))
  .map((line) => line.slice(2, -2).split(' | '))

test('every promise has a text, rules and tests', () => {
  expect(promises.length).toBeGreaterThan(20)
  for (const [text = '', rules = '', tests = '', ...others] of promises) {
    expect(others, text).toEqual([])
    expect(rules.match(RULE)?.join(', '), text).toBe(rules)
    expect(pathsIn(tests).length, text).toBeGreaterThan(0)
  }
})

test('rules are in the law', () => {
  const unknown = (page.match(RULE) ?? []).filter((rule) => /^(?:[A-Z]+)-\d+$/.test(rule) && !isRule(rule))
  expect(unknown).toEqual([])
})

test('tests and pages are there', () => {
  const lost = pathsIn(page).filter((path) => !existsSync(join(dirname(PAGE), path)))
  expect(lost).toEqual([])
})

test('a promise is held by something that is run', () => {
  const isRun =
    /(?:\.test\.tsx?|test_\w+\.py|conformance\/cases\/[\w-]+\.yaml|vectors\/[\w-]+\.json|tests\/story\/[\w-]+\.ts)$/
  expect(
    pathsIn(promises.map(([, , tests]) => tests).join('\n')).filter((path) => !isRun.test(path)),
  ).toEqual([])
})

function pathsIn(markdown: string): string[] {
  return [...markdown.matchAll(/\]\(([^)\s#:]+)(?:#[^)\s]*)?\)/g)].map(([, path = '']) => path)
}

function isRule(name: string): boolean {
  // HS256 and RFC numbers have no hyphen; SHA-256 is no rule.
  return law.includes(`[${name}]`) || name.startsWith('SHA-')
}
