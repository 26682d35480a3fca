import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { watchDrivers } from './watch-drivers.ts'

describe('watchDrivers', () => {
  it('sees the queries of pg, as text and as objects', () => {
    const seen: string[] = []
    watchDrivers((sql) => seen.push(sql))
    // They wait for connections that are never asked for.
    void new pg.Client().query('select 1 from a')
    void new pg.Client().query({ text: 'select $1 from b', values: [1] })
    expect(seen).toEqual(['select 1 from a', 'select $1 from b'])
  })
})
