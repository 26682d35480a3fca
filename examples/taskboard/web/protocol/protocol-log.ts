/** Turns the kernel's events into a list of mutations, newest first, each with what became of every entry. */
import type { ClientEvents, EntryEvent, MutationEvent } from '@mizan/client'

const KEPT_FLIGHTS = 40

/** Listed in the order in which the panel shows them. */
export const ACTIONS = ['refreshed', 'merged', 'refetched', 'stale', 'dropped', 'left'] as const
export type Action = (typeof ACTIONS)[number]

export interface Effect {
  readonly action: Action
  readonly context: string
  readonly params: string
  readonly functions: readonly string[]
  /** The same slice may stand in several entries: in a bundle, and by itself. */
  readonly times: number
}

export interface Flight {
  readonly id: number
  readonly function: string
  readonly status: MutationEvent['status']
  readonly cause: string | undefined
  readonly targets: readonly string[]
  readonly error: unknown
  readonly at: Date
  readonly effects: readonly Effect[]
  /** Requests that read again what it made stale. */
  readonly reads: number
}

export interface ProtocolLog {
  readonly subscribe: (listener: () => void) => () => void
  /** The same array until something happened. */
  readonly read: () => readonly Flight[]
}

export function createProtocolLog(events: ClientEvents): ProtocolLog {
  let flights: readonly Flight[] = []
  let dropped: readonly EntryEvent[] = []
  const listeners = new Set<() => void>()
  events.subscribe((event) => {
    // A change of person drops what was private, then says who is here now. Entries that merely grew old are dropped too.
    const wasDropped = dropped
    const isDrop = event.kind === 'entry' && event.action === 'dropped' && event.mutation === undefined
    dropped = isDrop ? [...dropped, event] : []
    const before = flights
    if (event.kind === 'mutation') flights = withMutation(flights, event)
    else if (event.kind === 'identity') flights = withDropped(flights, wasDropped)
    else if (event.kind === 'entry' && event.mutation !== undefined) flights = withEffect(flights, event)
    else if (event.kind === 'read') flights = withRead(flights, event.mutation)
    if (flights === before) return
    for (const listener of listeners) listener()
  })
  return {
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    read: () => flights,
  }
}

export function toEffectKey({ action, context, params, functions }: Effect): string {
  return [action, context, params, ...functions].join(';')
}

/** With the mutation's own. */
export function countRequests({ reads }: Flight): number {
  return 1 + reads
}

function withMutation(flights: readonly Flight[], event: MutationEvent): readonly Flight[] {
  const { id, function: name, status, cause, targets, error } = event
  const known = flights.find((flight) => flight.id === id)
  const next = {
    id,
    function: name,
    status,
    cause,
    targets,
    error,
    at: known?.at ?? new Date(),
    effects: known?.effects ?? [],
    reads: known?.reads ?? 0,
  }
  if (known === undefined) return [next, ...flights].slice(0, KEPT_FLIGHTS)
  return flights.map((flight) => (flight === known ? next : flight))
}

/** To the mutation that is under way: its answer brought the new person. */
function withDropped(flights: readonly Flight[], dropped: readonly EntryEvent[]): readonly Flight[] {
  const flight = flights.find(({ status }) => status === 'started')
  if (flight === undefined) return flights
  return dropped.reduce((all, event) => withEffect(all, { ...event, mutation: flight.id }), flights)
}

function withRead(flights: readonly Flight[], mutation: number | undefined): readonly Flight[] {
  const flight = flights.find(({ id }) => id === mutation)
  if (flight === undefined) return flights
  return flights.map((each) => (each === flight ? { ...flight, reads: flight.reads + 1 } : each))
}

function withEffect(flights: readonly Flight[], event: EntryEvent): readonly Flight[] {
  const action = ACTIONS.find((each) => each === event.action)
  if (action === undefined) return flights
  const params = Object.entries(event.params)
    .map(([name, text]) => `${name}=${text}`)
    .join(' ')
  const effect = { action, context: event.context, params, functions: event.functions, times: 1 }
  return flights.map((flight) =>
    flight.id === event.mutation ? { ...flight, effects: addEffect(flight.effects, effect) } : flight,
  )
}

/** What was to be read again, and then came with the answer, was not read. */
function addEffect(all: readonly Effect[], effect: Effect): readonly Effect[] {
  const toRead = toEffectKey({ ...effect, action: 'refetched' })
  const effects = effect.action === 'refreshed' ? all.filter((each) => toEffectKey(each) !== toRead) : all
  const known = effects.find((each) => toEffectKey(each) === toEffectKey(effect))
  if (known === undefined) return [...effects, effect]
  return effects.map((each) => (each === known ? { ...known, times: known.times + 1 } : each))
}
