/** Bytes to a server on a socket of their own, and its answer. */
import { connect } from 'node:net'
import type { Answer } from './answer.ts'
import { readAnswer } from './read-answer.ts'

export interface Sending {
  readonly url: string
  readonly bytes: Buffer
  readonly isHead?: boolean
  /** Says after the bytes that no more will come. */
  readonly halfClose?: boolean
}

const LIMIT_MS = 6000

/** Undefined when the connection closed without an answer; rejects when none came in time, or a broken one. */
export function exchangeBytes(sending: Sending): Promise<Answer | undefined> {
  const { hostname, port } = new URL(sending.url)
  return new Promise((resolve, reject) => {
    const begun = performance.now()
    const pieces: Buffer[] = []
    const arrivals: { ms: number; bytes: number }[] = []
    const socket = connect(Number(port), hostname)
    const end = (settle: () => void): void => {
      clearTimeout(timer)
      socket.destroy()
      settle()
    }
    const timer = setTimeout(() => end(() => reject(new Error(`no answer within ${LIMIT_MS} ms`))), LIMIT_MS)
    const look = (isClosed: boolean): void => {
      try {
        const all = Buffer.concat(pieces)
        const read = readAnswer(all, { isHead: sending.isHead === true, isClosed })
        if (read === undefined) return isClosed ? end(() => resolve(undefined)) : undefined
        const endedMs = performance.now() - begun
        const inBody = arrivals.map(({ ms, bytes }) => ({ ms, bytes: Math.max(0, bytes - read.bodyStart) }))
        const rawBody = all.subarray(read.bodyStart)
        end(() => resolve({ ...read, rawBody, endedMs, arrivals: inBody }))
      } catch (error) {
        end(() => reject(error))
      }
    }
    socket.on('data', (piece: Buffer) => {
      pieces.push(piece)
      arrivals.push({
        ms: performance.now() - begun,
        bytes: pieces.reduce((sum, one) => sum + one.length, 0),
      })
      look(false)
    })
    // A server may refuse a large body and reset the connection: what it said before that counts.
    socket.on('error', () => undefined)
    socket.on('close', () => look(true))
    socket.write(sending.bytes)
    if (sending.halfClose === true) socket.end()
  })
}
