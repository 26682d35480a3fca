/** Judges every adapter from outside: `npm run conformance -- --target=NAME|all [--url URL] [--case PATTERN] [--check]` (conformance/README.md). */
import { runConformance } from '../conformance/runner/main.ts'

const isGood = await runConformance(process.argv.slice(2), (line) => console.log(line))
process.exit(isGood ? 0 : 1)
