/** Waiting by the clock of a Redis, so that nobody sleeps longer than he has to. */
import type { connectTo } from './redis-server.ts'

export async function passOn(client: Awaited<ReturnType<typeof connectTo>>, ms: number): Promise<void> {
  const end = (await now(client)) + ms
  while ((await now(client)) < end);
}

async function now(client: Awaited<ReturnType<typeof connectTo>>): Promise<number> {
  const [seconds, micros] = await client.time()
  return Number(seconds) * 1000 + Number(micros) / 1000
}
