/** What stands behind the edge: things that anybody reads, desks that only their people do, each with the number of its last change. */
import { type App, client, createApp, ReactContext, type User } from '@mizan/server'
import { z } from 'zod'

export const SECRETS = {
  cache: 'cache-secret-of-the-benchmark-0123456789',
  mwt: 'mwt-secret-of-the-benchmark-0123456789ab',
  edge: 'edge-secret-of-the-benchmark-0123456789',
}
export const PEOPLE = 50
/** So that a bundle has about 2 kB. */
const FILLING = 'x'.repeat(1900)

const Things = new ReactContext('thing')
const Desks = new ReactContext('desk')
const Numbered = z.object({ of: z.string(), version: z.int(), filling: z.string() })

export function createOrigin(): App {
  const things = new Map<number, number>()
  const desks = new Map<string, number>()
  const thing = client(
    { context: Things, cache: 3600, input: { thing_id: z.int() }, output: Numbered },
    ({ thing_id }) => ({ of: String(thing_id), version: things.get(thing_id) ?? 0, filling: FILLING }),
  )
  const desk = client({ context: Desks, auth: true, cache: 3600, output: Numbered }, (_, call) => {
    const of = call.user?.id ?? ''
    return { of, version: desks.get(of) ?? 0, filling: FILLING }
  })
  const change_thing = client(
    { affects: Things, input: { thing_id: z.int() }, output: z.int() },
    ({ thing_id }) => count(things, thing_id),
  )
  const change_desk = client(
    { affects: [{ context: Desks, own: true }], auth: true, output: z.int() },
    (_, call) => count(desks, call.user?.id ?? ''),
  )
  return createApp({
    modules: [{ thing, desk, change_thing, change_desk }],
    secrets: SECRETS,
    loadUser: toPerson,
    resolveUser: ({ headers }) => toPerson(headers.get('x-person') ?? ''),
  })
}

function count<Key>(versions: Map<Key, number>, key: Key): number {
  const next = (versions.get(key) ?? 0) + 1
  versions.set(key, next)
  return next
}

function toPerson(id: string): User | null {
  return /^p[0-9]+$/.test(id) ? { id, isStaff: false, isSuperuser: false, permissions: [] } : null
}
