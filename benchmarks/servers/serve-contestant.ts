/** The program of one server process: `node serve-contestant.ts NAME`. Tells its port, and its CPU time whenever it is asked. */
import { CONTESTANTS } from './contestants.ts'

const load = CONTESTANTS[process.argv[2] ?? '']
if (load === undefined) throw new Error(`There is no server named ${process.argv[2]}.`)
const contestant = await load()
const port = await contestant.listen()

process.on('message', () => process.send?.({ cpu: process.cpuUsage() }))
// Nobody is there any more to ask, or to stop this.
process.on('disconnect', () => process.exit(0))
process.send?.({ port })
