/** Runs the gates alone: `npm run check [-- NAME…]`. */
import { GATES } from './gates.ts'
import { withPython } from './python-runtime/prepare-python.ts'
import { runStep } from './run-step.ts'

process.env.PATH = withPython(process.env).PATH

const wanted = process.argv.slice(2)
const gates = GATES.filter((gate) => wanted.length === 0 || wanted.some((word) => gate.name.includes(word)))
const failed = gates.filter((gate) => !runStep(gate.name, gate))
process.exit(failed.length === 0 ? 0 : 1)
