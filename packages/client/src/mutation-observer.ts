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

/** `defaults` are asked when a run begins. */
export function observeMutation<Args, Data, Failure>(
  client: Client,
  mutation: MutationDescriptor<Args, Data, Failure>,
  defaults?: () => MutateOptions<Args> | undefined,
): MutationObserver<Args, Data, Failure> {
  const listeners = new Set<() => void>()
  let latest: Promise<Data> | undefined
  let shown: MutationSnapshot<Data, Failure> = IDLE

  const show = (next: Partial<typeof shown>) => {
    shown = { ...IDLE, ...next }
    for (const listener of listeners) listener()
  }

  return {
    snapshot: () => shown,
    subscribe(listener) {
      // What the former user was answered does not stay on screen; the run that changed the user is still pending here.
      const forget: Parameters<Kernel['listeners']['add']>[0] = ({ kind }) => {
        if (kind === 'identity' && !shown.isPending) show(IDLE)
      }
      const { listeners: heard } = client.kernel as Kernel
      listeners.add(listener)
      heard.add(forget)
      return () => {
        listeners.delete(listener)
        heard.delete(forget)
      }
    },
    mutate(args = {} as Args, options) {
      const run = client.mutate(mutation, args, { ...defaults?.(), ...options })
      const settle = (outcome: Partial<typeof shown>) => {
        if (latest === run) show(outcome)
      }
      latest = run
      show({ isPending: true })
      // Its rejection is handled with this, since it is shown.
      run.then(
        (data) => settle({ data }),
        (error) => settle({ error }),
      )
      return run
    },
    reset() {
      latest = undefined
      show(IDLE)
    },
  }
}
