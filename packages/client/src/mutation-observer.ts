/** The state of the runs of one mutation as a store: whatever a binding's own state waits for, this shows it at once. */
import type { Client, MutateOptions } from './client.ts'
import type { MutationDescriptor } from './descriptor.ts'
import type { Kernel } from './kernel.ts'

export interface MutationSnapshot<Data, Failure> {
  readonly data: Data | undefined
  readonly error: Failure | undefined
  readonly isPending: boolean
}

export interface MutationObserver<Args, Data, Failure> {
  subscribe(this: void, listener: () => void): () => void
  /** The same object until something changed. */
  snapshot(this: void): MutationSnapshot<Data, Failure>
  /** No arguments are an empty object. */
  mutate(this: void, args?: Args, options?: MutateOptions<Args>): Promise<Data>
  reset(this: void): void
}

const IDLE: MutationSnapshot<never, never> = { data: undefined, error: undefined, isPending: false }
const PENDING: MutationSnapshot<never, never> = { data: undefined, error: undefined, isPending: true }

export function observeMutation<Args, Data, Failure>(
  client: Client,
  mutation: MutationDescriptor<Args, Data, Failure>,
): MutationObserver<Args, Data, Failure> {
  const listeners = new Set<() => void>()
  let latest: object | undefined
  let shown: MutationSnapshot<Data, Failure> = IDLE

  function show(next: MutationSnapshot<Data, Failure>): void {
    shown = next
    for (const listener of listeners) listener()
  }

  async function run(args: Args, options: MutateOptions<Args> | undefined): Promise<Data> {
    const own = {}
    latest = own
    show(PENDING)
    const settle = (outcome: { data: Data } | { error: Failure }) => {
      if (latest === own) show({ ...IDLE, ...outcome })
    }
    try {
      const data = await client.mutate(mutation, args, options)
      settle({ data })
      return data
    } catch (error) {
      settle({ error: error as Failure })
      throw error
    }
  }

  return {
    snapshot: () => shown,
    subscribe(listener) {
      listeners.add(listener)
      // What the former user was answered does not stay on screen; the run that changed the user is still pending here.
      const forget: Parameters<Kernel['listeners']['add']>[0] = ({ kind }) => {
        if (kind === 'identity' && !shown.isPending && shown !== IDLE) show(IDLE)
      }
      const { listeners: heard } = client.kernel as Kernel
      heard.add(forget)
      return () => {
        listeners.delete(listener)
        heard.delete(forget)
      }
    },
    mutate(args, options) {
      const promise = run(args ?? ({} as Args), options)
      promise.catch(() => {})
      return promise
    },
    reset() {
      latest = undefined
      if (shown !== IDLE) show(IDLE)
    },
  }
}
