/** One script, one round trip: by its SHA-1, and once by its text where the server does not know it yet. */
import type { CacheScript } from './generated/cache-scripts.ts'

/** What the stores ask of a client of the `redis` package: a connected client, cluster, pool or sentinel of the app. */
export interface RedisClient {
  evalSha(sha: string, words: ScriptWords): Promise<unknown>
  eval(text: string, words: ScriptWords): Promise<unknown>
}

export interface ScriptWords {
  readonly keys: string[]
  readonly arguments: string[]
}

export async function runScript(
  client: RedisClient,
  script: CacheScript,
  words: ScriptWords,
): Promise<unknown> {
  try {
    return await client.evalSha(script.sha, words)
  } catch (error) {
    // After a start, a failover or SCRIPT FLUSH.
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error
    return client.eval(script.text, words)
  }
}
