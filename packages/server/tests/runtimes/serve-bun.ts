/** `Bun.serve(app)`, as the README has it. */
import { app } from './small-app.ts'

declare const Bun: { serve(options: object): { readonly port: number } }

const { port } = Bun.serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 })
// oxlint-disable-next-line no-console -- how the test learns the port
console.log(`listening on http://127.0.0.1:${port}`)
