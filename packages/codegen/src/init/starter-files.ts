/** Texts of the first files of a project. */

/** Of our packages. These are texts: this package imports none of them. */
const SCOPE = '@mizan'

export interface ConfigFacts {
  readonly entry: string
  readonly target: string
  readonly out: string
}

export function configText({ entry, target, out }: ConfigFacts): string {
  return `import { defineConfig } from '${SCOPE}/codegen'

export default defineConfig({
  source: { entry: '${entry}' },
  targets: [{ target: '${target}', out: '${out}' }],
})
`
}

/** A query and a mutation that makes it stale. */
export function serverText(): string {
  return `// What clients may call. It opens no port, so that \`mizan generate\` can read it.
import { client, createApp, ReactContext } from '${SCOPE}/server'
import { z } from 'zod'

const greetings = ['Hello']

export const GreetingsContext = new ReactContext('greetings')

export const greeting_list = client(
  { context: GreetingsContext, output: z.array(z.string()) },
  () => greetings,
)

export const add_greeting = client(
  { affects: GreetingsContext, input: { text: z.string().min(1).max(80) } },
  ({ text }) => {
    greetings.push(text)
  },
)

export const app = createApp({ modules: [{ greeting_list, add_greeting }] })
`
}

/** `appPath` as it is imported. */
export function mainText(appPath: string): string {
  return `// Serves the app under /api/mizan.
import { serve } from '${SCOPE}/server-node'
import { app } from '${appPath}'

const { url } = await serve(app, { port: 8000, signals: ['SIGTERM', 'SIGINT'] })
console.log(\`API on \${url}\`)
`
}
