/** `Deno.serve(app.fetch)`, as the README has it. */
import { app } from './small-app.ts'

declare const Deno: { serve(options: object, handler: typeof app.fetch): unknown }

const onListen = ({ port }: { port: number }): void => {
  // oxlint-disable-next-line no-console -- how the test learns the port
  console.log(`listening on http://127.0.0.1:${port}`)
}
Deno.serve({ hostname: '127.0.0.1', port: 0, onListen }, app.fetch)
