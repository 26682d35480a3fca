/** One function of an app that has no other: for tests of what becomes of its schemas. */
import { type Field, type NamedTypes, type TypeExpression, toNamedTypes } from '@mizan/protocol'
import type { z } from 'zod'
import { client } from '../../src/declare/client.ts'
import { DeclarationErrors } from '../../src/declare/declaration-errors.ts'
import { ReactContext } from '../../src/declare/react-context.ts'
import { createRegistry } from '../../src/registry/create-registry.ts'
import type { RegisteredFunction } from '../../src/registry/registry.ts'
import { isFieldImpliedByIr, isImpliedByIr } from '../../src/schema/implied-by-ir.ts'

export interface Subject {
  readonly declared: RegisteredFunction
  readonly field: Field | undefined
  readonly output: TypeExpression
  readonly types: NamedTypes
}

export const Things = new ReactContext('things')

/** Undefined for a schema that no function can have. */
export function register(options: object): Subject | undefined {
  try {
    const effect = 'context' in options ? {} : { affects: 'nothing' }
    const subject = client({ ...effect, ...options } as Parameters<typeof client>[0], () => null)
    const registry = createRegistry({ modules: [{ subject }] })
    const [node] = registry.ir.functions
    const declared = registry.functions.get('subject')
    if (node === undefined || declared === undefined) throw new TypeError('not registered')
    const { input, output } = node
    return {
      declared,
      field: input[0],
      output: output ?? { kind: 'nothing' },
      types: toNamedTypes(registry.ir.types),
    }
  } catch (error) {
    if (error instanceof DeclarationErrors) return undefined
    throw error
  }
}

export function isInputImplied(schema: z.ZodType): boolean | undefined {
  const subject = register({ input: { x: schema } })
  if (subject?.field === undefined) return undefined
  return isFieldImpliedByIr(schema, subject.field, { types: subject.types, side: 'input' })
}

export function isOutputImplied(schema: z.ZodType): boolean | undefined {
  const subject = register({ output: schema })
  return subject && isImpliedByIr(schema, subject.output, { types: subject.types, side: 'output' })
}
