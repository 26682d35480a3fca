/** The IR reader under hostile texts: it explains or reads, never fails otherwise, and what it reads it prints and reads again. */
import { readFileSync } from 'node:fs'
import { printIr } from '@mizan/protocol'
import { expect, test } from 'vitest'
import { PATIENCE_MS, runFuzz, texts } from '../../protocol/tests/fuzz/run-fuzz.ts'
import { DiagnosticsError } from '../src/diagnostics/diagnostic.ts'
import { readIr } from '../src/sources/read-ir.ts'

const good = [
  'mizan 1\n',
  'mizan 1\ntype "Role" {\n    enum "admin" "member"\n}\nfunction "f" kind="mutation" {\n    output {\n        ref "Role"\n    }\n}\n',
  'mizan 1\ncontext "user" {\n    param "user_id" required=#true {\n        used-by "user_profile"\n        integer max=100 min=1\n    }\n}\nfunction "user_profile" context="user" kind="query" {\n    input {\n        field "user_id" {\n            integer max=100 min=1\n        }\n    }\n    output {\n        nothing\n    }\n}\n',
  'mizan 1\nfunction "g" kind="mutation" {\n    doc "A \\u{7f} text."\n    auth "perm:x"\n    input {\n        field "a" default="5" {\n            nullable {\n                integer\n            }\n        }\n        field "b" optional=#true {\n            list max-items=3 unique=#true {\n                string format="email"\n            }\n        }\n    }\n    output {\n        union {\n            integer\n            string pattern="[a-z]+"\n        }\n    }\n    error "TAKEN" status=409 {\n        struct {\n            field "hint" {\n                bytes\n            }\n        }\n    }\n}\n',
]
const tokens = [
  ...Array.from('{}"\\;=# \n\t0129-/*().'),
  '#true',
  '#null',
  '#inf',
  '"a"',
  'r#"',
  '"""',
  '/-',
  '//',
  '/*',
  '\\u{d800}',
  '\\u{41}',
  '\\\n',
  '\ufeff',
  '\u2028',
  'mizan 1',
  'type',
  'struct',
  'field',
  'ref "Role"',
  'list {',
  'nullable {',
  'union {',
  'kind="query"',
  'context="user"',
  'min=1',
  'min=-0',
  'max=1e400',
  '0x10',
  '1_000',
  'default="[',
  '__proto__',
  '"constructor"',
  'struct { field "a" { ',
]

test(
  'IR texts',
  () => {
    runFuzz({
      name: 'IR',
      corpus: { good, tokens },
      make: texts,
      judge: judgeIr,
      reaches: ['not KDL', 'not IR', 'read, not canonical', 'read, canonical'],
    })
  },
  PATIENCE_MS,
)

test(
  'the fixture with a bite taken out',
  () => {
    const fixture = readFileSync(new URL('../../../protocol/fixture/fixture.kdl', import.meta.url), 'utf8')
    const corpus = { good: [fixture], tokens }
    runFuzz({ name: 'fixture', corpus, make: texts, judge: judgeIr, reaches: ['not KDL', 'not IR'] }, 100)
  },
  PATIENCE_MS,
)

function judgeIr(text: string): string {
  try {
    const { document, warnings } = readIr(text, 'fuzz.kdl')
    const printed = printIr(document)
    const again = readIr(printed, 'fuzz.kdl')
    expect(again.warnings).toEqual([])
    expect(printIr(again.document)).toBe(printed)
    expect(warnings.length === 0).toBe(printed === text)
    return printed === text ? 'read, canonical' : 'read, not canonical'
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error
    expect(error.diagnostics.length).toBeGreaterThan(0)
    for (const { what } of error.diagnostics)
      expect(what).not.toMatch(/undefined|is not a function|Cannot read/)
    return error.message.includes('KDL') ? 'not KDL' : 'not IR'
  }
}
