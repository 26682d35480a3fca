#!/usr/bin/env node
// Starts the built command. Plain JavaScript, so that it can say what is missing under any Node and before any build.
import { existsSync } from 'node:fs'

const major = Number(process.versions.node.split('.')[0])
const built = new URL('../dist/cli/main.js', import.meta.url)

if (major < 20) {
  process.stderr.write(`mizan needs Node 20 or newer; this is ${process.version}.\n`)
  process.exitCode = 2
} else if (!existsSync(built)) {
  process.stderr.write('mizan is not built yet: run `npm run build` at the root of the repository.\n')
  process.exitCode = 2
} else {
  await import(built.href)
}
