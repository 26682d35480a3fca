/** Python: dispatch in process, without sockets, beside the frameworks that the adapters stand on. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { preparePython } from '../../scripts/python-runtime/prepare-python.ts'
import { atLeast, round, type Table, type Workload, type WorkloadResult } from '../harness/results.ts'

export const python: Workload = { name: 'python', title: 'Python: dispatch in process', run }

const FOLDER = join(import.meta.dirname, '../../python')

interface Line {
  readonly workload: string
  readonly contender?: string
  readonly per_second?: number
  readonly ratio?: string
  readonly value?: number
}

async function run(): Promise<WorkloadResult> {
  const interpreter = preparePython()
  const django = await measure(interpreter, 'dispatch_django')
  const fastapi = await measure(interpreter, 'dispatch_fastapi')
  return {
    name: 'python',
    title: python.title,
    about:
      "Calls and pages a second in one process and one thread, by the framework's own WSGI or ASGI entry, medians of 15 interleaved rounds. A call validates its arguments and its result; the plain view does the same by Pydantic. A bundle is five queries in one request, against five requests. Django runs with the middleware of `startproject`.",
    tables: [toTable('Django', django), toTable('FastAPI', fastapi)],
    targets: [
      atLeast('python: Django, a call against a plain view', 0.9, ratioOf(django, 'plain view')),
      atLeast('python: Django, a call against django-ninja', 1, ratioOf(django, 'django-ninja')),
      atLeast('python: Django, a bundle against 5 plain requests', 3, ratioOf(django, '5 plain requests')),
      atLeast('python: FastAPI, a call against a plain route', 0.9, ratioOf(fastapi, 'plain route')),
      atLeast('python: FastAPI, a bundle against 5 plain requests', 3, ratioOf(fastapi, '5 plain requests')),
    ],
    rounds: { django, fastapi },
  }
}

async function measure(interpreter: string, program: string): Promise<readonly Line[]> {
  const { stdout } = await promisify(execFile)(interpreter, ['-m', `benchmarks.${program}`], { cwd: FOLDER })
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
}

function toTable(title: string, lines: readonly Line[]): Table {
  const rows = lines
    .filter((line) => line.contender !== undefined)
    .map((line) => [
      `${line.workload}: ${line.contender}`,
      round(line.per_second ?? Number.NaN),
      againstOf(lines, line),
    ])
  return { title, columns: ['', 'a second', 'Mizan against it'], rows }
}

function againstOf(lines: readonly Line[], { contender }: Line): string {
  const ratio = lines.find((line) => line.ratio === `mizan / ${contender}`)?.value
  return ratio === undefined ? '' : round(ratio)
}

function ratioOf(lines: readonly Line[], contender: string): number {
  return lines.find((line) => line.ratio === `mizan / ${contender}`)?.value ?? Number.NaN
}
