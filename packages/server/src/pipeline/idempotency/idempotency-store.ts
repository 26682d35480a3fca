/** Where outcomes of mutations are kept, so that a lost answer can be asked for again (SPEC.md, Idempotency). */
import type { JsonObject, JsonValue } from '@mizan/protocol'

/** Methods may answer at once or by a promise. A store that throws or rejects before the run makes the answer UNAVAILABLE; nothing ran then. */
export interface IdempotencyStore {
  /**
   * Takes the key for a run that begins now and answers undefined, or answers what has it: one atomic step, whoever asks
   * at the same time. A record older than its `keepMs` is none; one without an outcome older than its `leaseMs` is one
   * whose process died, and may be taken over.
   */
  begin(
    key: IdempotencyKey,
    claim: IdempotencyClaim,
  ): IdempotencyRecord | undefined | Promise<IdempotencyRecord | undefined>
  /** The run ended, and this is what a replay answers. */
  finish(key: IdempotencyKey, outcome: IdempotencyOutcome): void | Promise<void>
  /** The run ended, and nothing is kept: the key is free, unless it has an outcome. */
  release(key: IdempotencyKey): void | Promise<void>
  /**
   * True: `finish` of a success is called inside the app's `transaction`, and must write by its connection; the record is
   * there exactly when the mutation is. Otherwise it is called after the commit, and a crash in between runs it again.
   */
  readonly inTransaction?: boolean
}

/** All three together are the key. */
export interface IdempotencyKey {
  /** OWN of `X-Mizan-Identity`. */
  readonly identity: string
  readonly function: string
  /** `Idempotency-Key`: 1–128 visible ASCII characters. */
  readonly key: string
}

export interface IdempotencyClaim {
  /** Of function and arguments. */
  readonly hash: string
  readonly keepMs: number
  readonly leaseMs: number
}

export interface IdempotencyRecord {
  readonly hash: string
  /** Undefined while the run goes on. */
  readonly outcome: IdempotencyOutcome | undefined
}

/** Plain JSON, for a store to keep as it likes. */
export type IdempotencyOutcome = KeptResult | KeptError

export interface KeptResult {
  readonly result: JsonValue
  /** With `own` and hidden ones: never for clients. */
  readonly targets: readonly JsonObject[]
  /** `X-Mizan-Cause`. */
  readonly cause: string
}

export interface KeptError {
  readonly status: number
  readonly error: JsonObject
  readonly cause: string
}
