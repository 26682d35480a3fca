/** Every row of protocol/vectors/schema-mapping.json: what a construct of a schema library is in the IR. */
import { readFileSync } from 'node:fs'
import { type NamedType, printIr, printType, type TypeExpression } from '@mizan/protocol'
import { toStandardJsonSchema } from '@valibot/to-json-schema'
import { type } from 'arktype'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { client } from '../src/declare/client.ts'
import { DeclarationErrors } from '../src/declare/declaration-errors.ts'
import { createRegistry } from '../src/registry/create-registry.ts'

interface Row {
  readonly library: 'zod' | 'valibot' | 'arktype'
  readonly expression: string
  readonly direction: 'input' | 'output'
  readonly kdl?: string
  readonly types?: string
  readonly error?: unknown
}

const file = new URL('../../../protocol/vectors/schema-mapping.json', import.meta.url)
const { rows } = JSON.parse(readFileSync(file, 'utf8')) as { rows: readonly Row[] }

describe.each(['zod', 'valibot', 'arktype'] as const)('%s', (library) => {
  const own = rows.filter((row) => row.library === library)

  test('has rows', () => expect(own.length).toBeGreaterThan(10))

  test.each(own)('$expression as $direction', (row) => {
    const schema = evaluate(row)
    if (row.kdl === undefined) {
      expect(() => read(schema, row.direction)).toThrow(DeclarationErrors)
      return
    }
    const { expression, types } = read(schema, row.direction)
    expect(printType(expression)).toBe(row.kdl)
    expect(printTypes(types)).toBe(row.types ?? '')
  })
})

/** Expressions are those of the vectors, which stand in this repository. */
function evaluate({ expression, library }: Row): unknown {
  const names = { z, v, type, toStandardJsonSchema }
  // oxlint-disable-next-line typescript/no-implied-eval -- the vectors are data of this repository
  const schema: unknown = new Function(...Object.keys(names), `return ${expression}`)(...Object.values(names))
  return library === 'valibot' ? toStandardJsonSchema(schema as v.GenericSchema) : schema
}

function read(
  schema: unknown,
  direction: Row['direction'],
): { expression: TypeExpression; types: readonly NamedType[] } {
  const options = direction === 'input' ? { input: { x: schema } } : { output: schema }
  const subject = client({ affects: 'nothing', ...options } as Parameters<typeof client>[0], () => null)
  const { ir } = createRegistry({ modules: [{ subject }] })
  const [declared] = ir.functions
  const expression = direction === 'input' ? declared?.input[0]?.type : declared?.output
  if (expression === undefined) throw new TypeError('the function was not declared')
  return { expression, types: ir.types }
}

/** As they stand in a document, without its first line. */
function printTypes(types: readonly NamedType[]): string {
  return printIr({ types, contexts: [], functions: [], channels: [], forms: [] }).replace('mizan 1\n', '')
}
