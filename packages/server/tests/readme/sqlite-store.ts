/** The fourth block of README.md. */
// README
import type { DatabaseSync } from 'node:sqlite'
import type { IdempotencyKey, IdempotencyOutcome, IdempotencyStore, TransactionHook } from '@mizan/server'

/** For createApp({ idempotency: store, transaction }): exactly once, by one connection. */
export function createSqliteRuns(db: DatabaseSync): {
  store: IdempotencyStore
  transaction: TransactionHook
} {
  db.exec(`create table if not exists runs (
    identity text, fn text, key text, hash text not null, keep_ms integer not null, expires_at integer not null,
    outcome text, primary key (identity, fn, key)) strict, without rowid`)
  // One statement decides who runs: it inserts, or takes over what is past its time.
  const take = db.prepare(`insert into runs values (?, ?, ?, ?, ?, ?, null) on conflict do update set
    hash = excluded.hash, keep_ms = excluded.keep_ms, expires_at = excluded.expires_at, outcome = null
    where expires_at <= ?`)
  const find = db.prepare('select hash, outcome from runs where identity = ? and fn = ? and key = ?')
  const keep = db.prepare(
    'update runs set outcome = ?, expires_at = ? + keep_ms where identity = ? and fn = ? and key = ?',
  )
  const free = db.prepare('delete from runs where identity = ? and fn = ? and key = ? and outcome is null')
  const idOf = (key: IdempotencyKey) => [key.identity, key.function, key.key] as const

  // A connection has one transaction at a time: what does not belong to it waits for its end.
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => T | Promise<T>): Promise<T> => {
    const mine = last.then(work)
    last = mine.catch(() => undefined)
    return mine
  }

  const store: IdempotencyStore = {
    inTransaction: true,
    begin: (key, { hash, keepMs, leaseMs }) =>
      inTurn(() => {
        const now = Date.now()
        if (take.run(...idOf(key), hash, keepMs, now + leaseMs, now).changes === 1) return undefined
        const row = find.get(...idOf(key)) as { hash: string; outcome: string | null }
        const outcome = row.outcome === null ? undefined : (JSON.parse(row.outcome) as IdempotencyOutcome)
        return { hash: row.hash, outcome }
      }),
    finish(key, outcome) {
      const write = () => void keep.run(JSON.stringify(outcome), Date.now(), ...idOf(key))
      // A success is written inside of the transaction, a declared error after its rollback.
      return 'error' in outcome ? inTurn(write) : write()
    },
    release: (key) => inTurn(() => void free.run(...idOf(key))),
  }
  const transaction: TransactionHook = (run) =>
    inTurn(async () => {
      db.exec('begin immediate')
      try {
        await run()
        db.exec('commit')
      } catch (error) {
        db.exec('rollback')
        throw error
      }
    })
  return { store, transaction }
}
// /README
