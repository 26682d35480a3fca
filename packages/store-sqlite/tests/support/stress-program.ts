/** `stress-program.ts STORE TRUTH TURNS [crash]`: one of the processes of processes.test.ts. */
import { runStress } from '../../../cache/tests/support/stress.ts'
import { createSqliteStore } from '../../src/index.ts'

const [path = '', truthPath = '', turns = '', ending] = process.argv.slice(2)
const store = createSqliteStore({ path, busyTimeoutMs: 20_000 })
const result = await runStress(store, { truthPath, turns: Number(turns), isToCrash: ending === 'crash' })
process.stdout.write(JSON.stringify(result))
