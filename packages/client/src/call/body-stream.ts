/** What a plugin adds to a read so that its body is shown as it arrives (SPEC.md, NDJSON). */
import type { JsonValue } from '@mizan/protocol'
import type { Kernel } from '../kernel.ts'
import type { BundleRequest } from '../transport/bundle-request.ts'
import type { Outgoing } from '../transport/send.ts'
import type { Reading } from './read-entry.ts'

export type BodyStream = (
  kernel: Kernel,
  reading: Reading,
  asked: {
    readonly request: BundleRequest
    /** Wire values at the time of the request. */
    readonly held: ReadonlyMap<string, JsonValue | undefined>
  },
) => Partial<Pick<Outgoing, 'headers' | 'readBody'>>
