/** `stress-program.ts URL TRUTH TURNS [crash]`: one of the processes of processes.test.ts. */
import { runStress } from '../../../cache/tests/support/stress.ts'
import { createRedisStore } from '../../src/index.ts'
import { connectTo } from './redis-server.ts'

const [url = '', truthPath = '', turns = '', ending] = process.argv.slice(2)
const client = await connectTo(url)
const store = createRedisStore({ client })
const result = await runStress(store, { truthPath, turns: Number(turns), isToCrash: ending === 'crash' })
client.destroy()
process.stdout.write(JSON.stringify(result))
