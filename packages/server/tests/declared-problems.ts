/** Declarations as JavaScript would write them, and what is wrong with them. */
import { z } from 'zod'
import { client } from '../src/declare/client.ts'
import { DeclarationErrors } from '../src/declare/declaration-errors.ts'
import { ReactContext } from '../src/declare/react-context.ts'
import { createRegistry } from '../src/registry/create-registry.ts'

type Options = Parameters<typeof client>[0]

export const A = new ReactContext('a')
export const B = new ReactContext('b')

/** Options as JavaScript would write them: the compiler does not look. */
export function declared(options: unknown): (...args: never[]) => unknown {
  return client(options as Options, () => null)
}

export function problems(modules: readonly object[], instances: readonly object[] = []): string[] {
  try {
    createRegistry({ modules, instances })
  } catch (error) {
    if (error instanceof DeclarationErrors) return error.errors.map(({ reason }) => reason)
    throw error
  }
  return []
}

/** Of one function `f`, beside a query of context `a` and one of `b`. */
export function problemsOf(options: unknown): string[] {
  const a = declared({
    context: A,
    input: { id: z.int(), team: z.int(), limit: z.int().default(5) },
    output: z.string(),
  })
  const b = declared({ context: B, auth: true, input: { team: z.string() } })
  return problems([{ a, b, f: declared(options) }])
}
