/** Every vector of protocol/vectors, put to the door. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answer } from '../src/vectors-door.ts'

const folder = new URL('../../../protocol/vectors/', import.meta.url)

interface Case {
  readonly name: string
  readonly out?: unknown
  readonly error?: true | string
  readonly pointers?: readonly string[]
}

for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
  const { cases } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as { cases?: readonly Case[] }
  // Files without cases hold questions to schema libraries, which this package knows nothing about.
  if (cases === undefined) continue
  describe(file, () => {
    test.each(cases.map((each) => [each.name, each] as const))(
      '%s',
      (_name, { out, error, pointers, ...question }) => {
        const answered = answer({ id: 1, ...question })
        if (error === undefined) return expect(answered).toEqual({ id: 1, out })
        expect(answered).toMatchObject({ id: 1, error: expect.any(String) })
        if (error !== true) expect(answered).toMatchObject({ code: error })
        if (pointers !== undefined) {
          expect(Object.keys('fields' in answered ? (answered.fields ?? {}) : {}).toSorted()).toEqual(
            pointers,
          )
        }
      },
    )
  })
}
