/** A page that is older or newer than its server goes on, and says so (SPEC.md, Versions). */
import { HEADER_SCHEMA } from '@mizan/protocol'
import type { Plugin } from '../client-kernel.ts'
import { emit, type Kernel } from '../kernel.ts'
import type { Answer } from '../transport/send.ts'
import { isJsonObject } from '../values/share-json.ts'

/** For `createClient({ plugins: [skew()] })`. */
export function skew(): Plugin {
  return (own) => {
    const kernel = own as Kernel
    /** What was asked for again, and what was told, by name and fingerprint. */
    const asked = new Set<string>()
    const told = new Set<string>()
    kernel.received = (answer, { name, schema, affects }) => {
      const received = answer.headers.get(HEADER_SCHEMA)
      if (received === null || received === schema) return answer
      const key = `${name} ${received}`
      // A cache between may hold what another server said. A mutation is never sent again for this.
      if (affects === undefined && !asked.has(key)) {
        asked.add(key)
        return undefined
      }
      if (!told.has(key)) emit(kernel, { kind: 'skew', name, expected: schema, received })
      told.add(key)
      return explain(answer)
    }
  }
}

/** Values that do not fit are then not the user's mistake. */
function explain(answer: Answer): Answer {
  const { body } = answer
  const error = isJsonObject(body) ? body.error : undefined
  if (!isJsonObject(error) || error.code !== 'VALIDATION_FAILED') return answer
  return { ...answer, body: { error: { ...error, code: 'SKEW' } } }
}
