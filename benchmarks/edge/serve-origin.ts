/** The program of the origin: tells its port, its manifest and a token for each of its people, and ends with its parent. */
import { serve } from '@mizan/server-node'
import { createOrigin, PEOPLE } from './origin-app.ts'

const app = createOrigin()
const { url } = await serve(app)
const tokens = await Promise.all(Array.from({ length: PEOPLE }, (_, index) => mintToken(`p${index}`)))

process.on('disconnect', () => process.exit(0))
process.send?.({ url, manifest: app.manifestText, tokens })

async function mintToken(person: string): Promise<string> {
  const answer = await fetch(`${url}/api/mizan/session/token/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-person': person },
    body: '{}',
  })
  return ((await answer.json()) as { token: string }).token
}
