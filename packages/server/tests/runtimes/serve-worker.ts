/** `export default app`, as the README has it: a worker may export nothing beside its handlers. */
import { app } from './small-app.ts'

export default { fetch: app.fetch }
