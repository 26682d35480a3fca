/** The quick KDL reader against the whole parser: what it reads at all, it reads the same, places included. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { PATIENCE_MS, runFuzz, texts } from '../../protocol/tests/fuzz/run-fuzz.ts'
import { DiagnosticsError } from '../src/diagnostics/diagnostic.ts'
import { readPlainKdl } from '../src/sources/kdl/plain-kdl.ts'
import { readWholeKdl } from '../src/sources/kdl/whole-kdl.ts'

const good = [
  'mizan 1\n',
  'a "x" -0 1.5e-7 p="y" q=#true {\n    b #null {\n    }\n    c-d "\\u{1f600}\\n" 12 # \n}\n',
  'doc "A 😀 text." example="é\\"\\\\" max=100\nlist {\ninteger min=-3\n}\n',
]
const tokens = [
  ...Array.from('{}"\\;=# \n\t\r019-+/*().eE_'),
  ...`"" """ "a" #true #null #inf #" r#" /- // /* (t) p= "p"=1 \\u{d800} \\u{41} \\u{110000} \\s \\/`.split(
    ' ',
  ),
  ...'true null nan -inf 1e400 9007199254740993 01 1. .5 0x10 1_0 1em 😀 \ud83d \ufeff \f'.split(' '),
  '\\\n',
  '\u2028',
  '\u0085',
  ' {\n',
  '}\n',
]

test(
  'random texts',
  () =>
    runFuzz({
      name: 'KDL',
      corpus: { good, tokens },
      make: texts,
      judge,
      reaches: ['same', 'left to the parser'],
    }),
  PATIENCE_MS,
)

test.each(['../../../protocol/fixture/fixture.kdl', './golden/everything/ir.kdl'])(
  '%s takes the quick way',
  (path) => {
    const text = readFileSync(new URL(path, import.meta.url), 'utf8')
    expect(readPlainKdl(text)).toBeDefined()
    expect(judge(text)).toBe('same')
  },
)

test('nesting without end is left to the parser', () => {
  const nest = (depth: number) => `${'a {\n'.repeat(depth)}${'}\n'.repeat(depth)}`
  expect(judge(nest(200))).toBe('same')
  expect(readPlainKdl(nest(100_000))).toBeUndefined()
})

function judge(text: string): string {
  const plain = readPlainKdl(text)
  if (plain !== undefined) {
    expect(plain).toEqual(readWholeKdl(text, 'fuzz.kdl'))
    return 'same'
  }
  try {
    readWholeKdl(text, 'fuzz.kdl')
    return 'left to the parser'
  } catch (thrown) {
    if (!(thrown instanceof DiagnosticsError)) throw thrown
    return 'not KDL'
  }
}
