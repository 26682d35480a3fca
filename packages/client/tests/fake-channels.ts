/** Channels as a browser has them: to all others who opened the name, never to the sender. */
import type { TabsOptions } from '../src/index.ts'

export interface FakeChannels {
  readonly posted: unknown[]
  readonly openChannel: NonNullable<TabsOptions['openChannel']>
}

export function createChannels(): FakeChannels {
  const posted: unknown[] = []
  const open: { readonly name: string; tell: (message: unknown) => void }[] = []
  return {
    posted,
    openChannel(name) {
      const own: (typeof open)[number] = { name, tell: () => {} }
      open.push(own)
      return {
        post(message) {
          const copy: unknown = structuredClone(message)
          posted.push(copy)
          for (const other of open) if (other !== own && other.name === name) other.tell(copy)
        },
        onMessage(listener) {
          own.tell = listener
        },
      }
    },
  }
}
