/** Tabs of one browser tell each other what mutations made stale, and that the user changed (SPEC.md, ID-9). */
import type { Plugin } from '../client-kernel.ts'
import type { Channel } from '../environment.ts'
import type { Why } from '../events/client-event.ts'
import { applyEffects } from '../invalidation/apply-effects.ts'
import { dropPrivate } from '../invalidation/identity.ts'
import { EVERYTHING, readTarget, type SeenTarget } from '../invalidation/seen-target.ts'
import { type Kernel, publish, tick } from '../kernel.ts'
import { isJsonObject } from '../values/share-json.ts'

export interface TabsOptions {
  /** Carries messages between the tabs of one browser; default: a `BroadcastChannel`, where there is one. */
  readonly openChannel?: (name: string) => Channel | undefined
}

/** For `createClient({ plugins: [tabs()] })`. The channel is opened when something is first shown or changed. */
export function tabs({ openChannel = openBroadcast }: TabsOptions = {}): Plugin {
  return (own) => {
    const kernel = own as Kernel
    let channel: Channel | undefined
    const open = () => {
      if (channel !== undefined) return
      channel = openChannel(`mizan:${kernel.baseUrl}`)
      channel?.onMessage((message) => receive(kernel, message))
    }
    const post = (message: object) => {
      open()
      channel?.post({ identity: kernel.identity, ...message })
    }
    kernel.listeners.add((event) => {
      if (event.kind === 'used') open()
      if (event.kind === 'identity' && event.isNews) post({ identified: true })
      if (event.kind === 'told' && event.targets.length > 0)
        post({ targets: event.targets.map(toMessage), cause: event.why.cause })
    })
  }
}

/** Nothing that is received is sent on, so there is no echo. */
function receive(kernel: Kernel, message: unknown): void {
  if (!isJsonObject(message)) return
  const { cause, identity, identified, targets } = message
  if (identified === true && identity !== kernel.identity) return forgetIdentity(kernel)
  if (!Array.isArray(targets)) return
  const isOther = identity !== kernel.identity && kernel.identity !== undefined
  const seen = targets.map((item) => readTarget(item) ?? EVERYTHING)
  const why: Why = { reason: 'tab', cause: typeof cause === 'string' ? cause : undefined }
  applyEffects(kernel, {
    // What is another user's own is not here.
    targets: isOther ? seen.filter(({ own }) => !own) : seen,
    why,
  })
}

/** Who the user is now, the next answer to a request from now on tells. Nothing is told to other tabs then, so that tabs with tokens of their own do not chase each other. */
function forgetIdentity(kernel: Kernel): void {
  kernel.identity = undefined
  kernel.identityAt = tick(kernel)
  dropPrivate(kernel, { reason: 'tab' })
  publish(kernel)
}

function toMessage({ context, function: name, own, wire }: SeenTarget): object {
  return context === undefined ? {} : { context, function: name, params: wire, own }
}

function openBroadcast(name: string): Channel | undefined {
  if (globalThis.BroadcastChannel === undefined) return undefined
  const channel = new BroadcastChannel(name)
  // Only Node's channels have it, and only they keep a process alive.
  if ('unref' in channel && typeof channel.unref === 'function') channel.unref()
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a BroadcastChannel is not a window: it has no other origins.
    post: (message) => channel.postMessage(message),
    onMessage(listener) {
      channel.addEventListener('message', ({ data }) => listener(data))
    },
  }
}
