import { createMemoryStore } from '../src/index.ts'
import { describeStore } from './store-suite.ts'

describeStore('memory', async () => {
  const time = { nowMs: 1_790_000_000_000 }
  const store = createMemoryStore({ now: () => time.nowMs })
  return {
    connect: async () => store,
    pass: async (ms) => {
      time.nowMs += ms
    },
    close: async () => store.close(),
    hasExpiry: false,
  }
})
