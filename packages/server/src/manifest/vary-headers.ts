/** Which vary inputs are one request header, as the edge manifest says it (SPEC.md, CACHE-5, EDGE-1). */
import type { VaryInput } from '../cache/vary-inputs.ts'

/** Headers by name of the input; the others are left out. */
export function varyHeadersOf(inputs: Readonly<Record<string, VaryInput>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(inputs).flatMap(([name, input]) =>
      typeof input === 'function' ? [] : [[name, input.header] as const],
    ),
  )
}
