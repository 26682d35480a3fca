/** Preloaded into a server that is wrong on purpose: one file reads as if one place in it stood otherwise. */
import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'

/** The environment variable that says what. */
interface Patch {
  /** Absolute. */
  readonly file: string
  readonly find: string
  readonly replace: string
}

const patch = JSON.parse(process.env['CONFORMANCE_PATCH'] ?? 'null') as Patch | null
const url = patch === null ? undefined : pathToFileURL(patch.file).href

registerHooks({
  load(asked, context, nextLoad) {
    const loaded = nextLoad(asked, context)
    if (patch === null || asked !== url) return loaded
    const source = Buffer.from(loaded.source as Uint8Array | string).toString('utf8')
    const pieces = source.split(patch.find)
    if (pieces.length !== 2)
      throw new Error(`${patch.file} has ${pieces.length - 1} places like: ${patch.find}`)
    return { ...loaded, source: pieces.join(patch.replace) }
  },
})
