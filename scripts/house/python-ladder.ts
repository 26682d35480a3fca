/** The ladder inside the Python distribution: pure rooms, then what declares, then what runs, then the adapters; and the budget of a file. */
import { type Finding, lineOf, type SourceFile } from './source-file.ts'

const MAX_LINES = 400
/** From the bottom. A room imports its own rung and those below. */
const RUNGS: readonly (readonly string[])[] = [
  ['errors', 'generated', 'ir', 'json', 'keys', 'manifest', 'query_string', 'structure', 'targets', 'values'],
  ['cache', 'declare', 'identity', 'registry', 'schema', 'vectors'],
  ['app', 'pipeline'],
  ['django', 'fastapi'],
]
/** What only its adapter, or its one room, may import. */
const FRAMEWORKS: Readonly<Record<string, string>> = {
  django: 'django',
  fastapi: 'fastapi',
  starlette: 'fastapi',
  sqlalchemy: 'fastapi',
  redis: 'cache',
  jwt: 'identity',
}
/** What stands under `if TYPE_CHECKING:` is indented, and is no import when the program runs. */
const IMPORT = /^(?:from|import)[ \t]+([a-z_][\w.]*)/gm

export function checkPythonLadder(files: readonly SourceFile[]): Finding[] {
  return files.flatMap((file) => {
    const room = /^python\/mizan\/(\w+)/.exec(file.path)?.[1]
    const findings = checkLength(file)
    return room === undefined ? findings : [...findings, ...checkImports(file, room)]
  })
}

function checkLength({ path, text }: SourceFile): Finding[] {
  const lines = text.split('\n').length
  return lines > MAX_LINES ? [{ path, message: `${lines} lines; a file has at most ${MAX_LINES}` }] : []
}

function checkImports(file: SourceFile, room: string): Finding[] {
  const rung = RUNGS.findIndex((rooms) => rooms.includes(room))
  return [...file.text.matchAll(IMPORT)].flatMap((match) => {
    const [top = '', second = ''] = (match[1] ?? '').split('.')
    const reason = top === 'mizan' ? refuseRoom(room, { rung, second }) : refuseFramework(room, top)
    return reason === undefined
      ? []
      : [{ path: file.path, line: lineOf(file.text, match.index), message: reason }]
  })
}

function refuseRoom(room: string, { rung, second }: { rung: number; second: string }): string | undefined {
  const other = RUNGS.findIndex((rooms) => rooms.includes(second))
  // The front door itself, and modules beside it, stand above everything but the adapters.
  if (rung === -1 || other === -1) return undefined
  if (other > rung) return `mizan.${room} may not import mizan.${second}: the ladder goes down only`
  const isAdapter = rung === RUNGS.length - 1
  return isAdapter && other === rung && second !== room
    ? `mizan.${room} may not import another adapter`
    : undefined
}

function refuseFramework(room: string, top: string): string | undefined {
  const adapter = Object.hasOwn(FRAMEWORKS, top) ? FRAMEWORKS[top] : undefined
  return adapter === undefined || adapter === room
    ? undefined
    : `${top} is imported in mizan.${adapter} alone`
}
