/** What a plugin adds to a read so that its body is shown as it arrives (SPEC.md, NDJSON). */
import type { JsonObject } from '@mizan/protocol'
import type { Outgoing } from '../transport/send.ts'

/** `show` takes the answer's head, a function and a bundle with that function alone. */
export type BodyStream = (
  show: (headers: Headers, functionName: string, body: JsonObject) => void,
) => Pick<Outgoing, 'headers' | 'readBody'>
