/** Tabs of one browser tell each other what mutations made stale, and that the user changed (SPEC.md, ID-9). */
import type { Channel } from '../environment.ts'
import { applyEffects } from '../invalidation/apply-answer.ts'
import { dropPrivate } from '../invalidation/identity.ts'
import { readTarget, type SeenTarget } from '../invalidation/seen-target.ts'
import { type Kernel, type Plugin, publish, tick } from '../kernel.ts'
import { becauseOf } from '../store/entry.ts'
import { isJsonObject } from '../store/share-json.ts'

/** For `createClient({ plugins: [tabs()] })`. The channel is opened when something is first shown or changed. */
export function tabs(): Plugin {
  return (kernel) => {
    let channel: Channel | undefined
    const open = () => {
      if (channel !== undefined) return
      channel = kernel.environment.openChannel?.(`mizan:${kernel.settings.baseUrl}`)
      channel?.onMessage((message) => receive(kernel, message))
    }
    const post = (message: object) => {
      open()
      channel?.post({ identity: kernel.identity, ...message })
    }
    Object.assign(kernel.hooks, {
      used: open,
      identified: () => post({ identified: true }),
      told(targets, { cause }) {
        if (targets.length > 0) post({ targets: targets.map(toMessage), cause })
      },
    } satisfies Kernel['hooks'])
  }
}

/** Nothing that is received is sent on, so there is no echo. */
function receive(kernel: Kernel, message: unknown): void {
  if (!isJsonObject(message)) return
  const { cause, identity, identified, targets } = message
  if (identified === true && identity !== kernel.identity) return forgetIdentity(kernel)
  if (!Array.isArray(targets)) return
  const isOther = identity !== kernel.identity && kernel.identity !== undefined
  const seen = targets.map((item) => readTarget(item) ?? { ...ANY, own: false })
  const why = { ...becauseOf('tab'), cause: typeof cause === 'string' ? cause : undefined }
  applyEffects(kernel, {
    // What is another user's own is not here.
    targets: isOther ? seen.filter(({ own }) => !own) : seen,
    merges: [],
    refreshes: [],
    mounted: [],
    sentAt: kernel.lastTick,
    why,
  })
}

const ANY: SeenTarget = { context: undefined, function: undefined, wire: {}, own: false }

/** Who the user is now, the next answer to a request from now on tells. Nothing is told to other tabs then, so that tabs with tokens of their own do not chase each other. */
function forgetIdentity(kernel: Kernel): void {
  kernel.identity = undefined
  kernel.identityAt = tick(kernel)
  dropPrivate(kernel, { why: becauseOf('tab') })
  publish(kernel)
}

function toMessage({ context, function: name, own, wire }: SeenTarget): object {
  return context === undefined ? {} : { context, function: name, params: wire, own }
}
