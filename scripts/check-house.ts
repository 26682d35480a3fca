/** The house rules that no off-the-shelf linter knows: ladder, names, cycles, type parameters, links. Exits 1 and lists every finding. */
import { checkCycles } from './house/cycles.ts'
import { checkLadder } from './house/ladder.ts'
import { checkLinks } from './house/links.ts'
import { checkNames } from './house/names.ts'
import { checkPythonLadder } from './house/python-ladder.ts'
import { type Finding, listFiles, readFiles } from './house/source-file.ts'
import { checkTypeParameters } from './house/type-parameters.ts'

const code = readFiles(/^(packages|scripts|examples|protocol|conformance)\/.*\.tsx?$/)
const python = readFiles(/^python\/.*\.py$/)
const findings: Finding[] = [
  ...checkLadder(code),
  ...checkNames(listFiles()),
  ...checkCycles(code),
  ...checkTypeParameters(code),
  ...checkPythonLadder(python),
  ...checkLinks(readFiles(/\.md$/)),
]
for (const { path, line, message } of findings)
  console.error(`${path}${line === undefined ? '' : `:${line}`}  ${message}`)
console.log(`house: ${code.length + python.length} files, ${findings.length} findings`)
process.exit(findings.length === 0 ? 0 : 1)
