/** A body that arrives as a web stream, within its limits (SPEC.md, HTTP-4). */
import type { Clock } from '../pipeline/clock.ts'
import type { BodyLimits } from '../pipeline/plain-request.ts'
import { bodyBroken, bodyTooLarge, bodyTooSlow } from '../pipeline/refuse.ts'

/** What does not fit is not read: the stream is cancelled. */
export async function readStream(
  stream: ReadableStream<Uint8Array>,
  limits: BodyLimits,
  clock: Clock,
): Promise<Uint8Array> {
  const reader = stream.getReader()
  const stop = (): void => void reader.cancel().catch(() => undefined)
  let stopWatch = (): void => undefined
  const late = new Promise<never>((_resolve, reject) => {
    stopWatch = clock.after(limits.deadlineMs, () => {
      reject(bodyTooSlow(limits.deadlineMs))
      stop()
    })
  })
  try {
    return await Promise.race([late, collect(reader, limits.maxBytes)])
  } catch (error) {
    stop()
    throw error
  } finally {
    stopWatch()
  }
}

async function collect(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for (;;) {
    const next = await reader.read().catch(() => {
      throw bodyBroken()
    })
    if (next.done) return join(chunks, size)
    size += next.value.byteLength
    if (size > maxBytes) throw bodyTooLarge(maxBytes)
    chunks.push(next.value)
  }
}

function join(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const [first] = chunks
  if (chunks.length === 1 && first !== undefined) return first
  const joined = new Uint8Array(size)
  let offset = 0
  for (const chunk of chunks) {
    joined.set(chunk, offset)
    offset += chunk.byteLength
  }
  return joined
}
