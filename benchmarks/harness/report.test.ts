import { expect, test } from 'vitest'
import { readNotes, replaceSection, toMarkdown, toReadmeSection, toResultsPage } from './report.ts'
import { atLeast, atMost, type Results, round, withSpread } from './results.ts'

const results: Results = {
  environment: { node: '24.0.0', cores: 2 },
  targets: [atLeast('speed', 0.9, 0.95), atMost('weight', 6, { measured: 11.34, unit: 'kB' })],
  workloads: [
    {
      name: 'server',
      title: 'Server',
      about: 'How it was done.',
      tables: [
        { title: 'First', columns: ['', 'ratio'], rows: [['mizan', '0.95']] },
        { title: 'Second', columns: ['', 'ratio'], rows: [['a|b', '1']] },
      ],
      targets: [],
      rounds: {},
    },
  ],
}

test('a target says what was wanted, what was measured, and whether that is enough', () => {
  expect(results.targets).toEqual([
    { name: 'speed', target: '≥ 0.9', measured: '0.95', met: true },
    { name: 'weight', target: '≤ 6 kB', measured: '11.3 kB', met: false },
  ])
})

test('numbers have three digits that mean something', () => {
  expect([0.123, 5.678, 56.78, 567.8, 52_988, Number.NaN].map(round)).toEqual([
    '0.12',
    '5.68',
    '56.8',
    '568',
    '52,988',
    '–',
  ])
  expect(withSpread({ median: 1, min: 0.5, max: 20 })).toBe('1.00 (0.50–20.0)')
})

test('the page has targets, tables, and the paragraphs of its workload', () => {
  const page = toResultsPage(
    results,
    'In general.\n\n## server\n\nWhere it goes.\n\n## other\n\nElsewhere.\n',
  )
  expect(page).toContain('| weight | ≤ 6 kB | 11.3 kB | missed |')
  expect(page).toContain('How it was done.\n\n**First**\n\n|  | ratio |\n| --- | ---: |\n| mizan | 0.95 |')
  expect(page).toContain('| a\\|b | 1 |')
  expect(page.indexOf('Where it goes.')).toBeGreaterThan(page.indexOf('**Second**'))
  expect(page).not.toContain('Elsewhere.')
})

test('notes are found by the name of their workload', () => {
  expect(Object.fromEntries(readNotes('Head.\n\n## a\n\nOne.\n\n### deeper\n\n## b\nTwo.\n'))).toEqual({
    '': 'Head.',
    a: 'One.\n\n### deeper',
    b: 'Two.',
  })
})

test('a page keeps what is not between the markers', () => {
  const page = 'before\n<!-- benchmarks -->\nold\n<!-- /benchmarks -->\nafter\n'
  const section = toReadmeSection(results)
  expect(replaceSection(page, section)).toBe(
    `before\n<!-- benchmarks -->\n${section}\n<!-- /benchmarks -->\nafter\n`,
  )
  expect(section).toContain('1 of 2 targets met.')
  expect(section).not.toContain('Second')
  expect(() => replaceSection('nothing', section)).toThrow(/benchmarks/)
})

test('a table without a title begins with its head', () => {
  expect(toMarkdown({ title: '', columns: ['', 'b'], rows: [] })).toBe('|  | b |\n| --- | ---: |')
})
