/** Readers are made in every render and compared by the value of their params: this keeps the first of equal ones. */
import { type Reader, withPrevious } from '@mizan/client'
import { useState } from 'react'

/**
 * The same reader as in the last render for as long as its params have the same value. With `keepPrevious` a reader of new params shows
 * the entry before until it has loaded.
 */
export function useSteadyReader(reader: Reader, keepPrevious = false): Reader {
  const [held, hold] = useState(reader)
  if (held.isSame(reader)) return held
  // Never the data of another client: it may be another user's. And where there is nothing to wait for, the entry before is let go at once.
  const isAwaited = held.owner === reader.owner && reader.entrySnapshot().status === 'pending'
  const next = keepPrevious && isAwaited ? withPrevious(reader, held) : reader
  hold(next)
  return next
}
