/** The door keeps answering, whatever is put to it. */
import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answer, answerLine } from '../src/vectors-door.ts'

const ops = [
  'jcs json_decode normal_form encode canonical_text param_kind query_encode query_decode header_encode header_decode',
  'entry_encode entry_decode match dedupe group tags cache_key pkey identity ir_normalize ir_text ir_check fingerprint',
].flatMap((line) => line.split(' '))
const members =
  'type value types text base64 params kinds raw targets target entry header context declared tag secret perms'

test('every op answers malformed questions with an error or an out, never by throwing', () => {
  const question = fc.dictionary(fc.constantFrom(...members.split(' ')), fc.jsonValue({ maxDepth: 3 }))
  fc.assert(
    fc.property(fc.constantFrom(...ops), question, (op, rest) => {
      const answered = answer({ id: 'x', op, ...rest })
      expect(answered.id).toBe('x')
      expect('out' in answered ? answered.out : answered.error).not.toBeUndefined()
    }),
    { numRuns: 3000 },
  )
})

test.each([null, 5, 'jcs', [], {}, { op: 'constructor' }, { op: '__proto__' }, { op: 5 }])(
  '%j is no question',
  (question) => {
    expect(answer(question)).toMatchObject({ id: null, error: expect.any(String) })
  },
)

test('any line is answered by one line', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (line) => {
      expect(JSON.parse(answerLine(line))).toMatchObject({ id: null, error: expect.any(String) })
    }),
  )
})

test('the program answers hostile bytes in their order and goes on', () => {
  const program = new URL('../src/vectors-program.ts', import.meta.url).pathname
  const lines = [
    '{"id":1,"op":"jcs","value":1e400}',
    '\xff\xfe',
    '',
    '[[[',
    '['.repeat(100_000),
    '{"id":2,"op":"group","tag":"user"}\r',
  ]
  const { stdout, status } = spawnSync(process.execPath, ['--conditions=mizan-source', program], {
    input: Buffer.from(lines.join('\n'), 'latin1'),
    encoding: 'utf8',
  })
  const answers = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as object)
  expect(status).toBe(0)
  expect(answers).toHaveLength(lines.length)
  expect(answers.at(-1)).toEqual({ id: 2, out: '04f8996da763b7a969b1028ee3007569' })
  for (const each of answers.slice(0, -1)) expect(each).toMatchObject({ id: null, error: expect.any(String) })
})
