/** The dependency ladder: imports between packages point down only, through public entries, and no package imports its own front door. */
import type { Finding, SourceFile } from './source-file.ts'
import { lineOf } from './source-file.ts'

/** What each package may import of the others. Tests may look further up: they are not shipped. */
const LADDER: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  cache: ['protocol'],
  server: ['protocol', 'cache'],
  'store-sqlite': ['cache', 'server'],
  'store-redis': ['cache', 'server'],
  edge: ['protocol', 'cache'],
  client: ['protocol'],
  codegen: ['protocol'],
  mcp: ['protocol'],
  'server-node': ['server'],
  'server-hono': ['server'],
  'server-express': ['server', 'server-node'],
  'server-fastify': ['server', 'server-node'],
  react: ['client'],
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\b[^'"\n]*(?:\n[^'"\n]*)*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)import\s+['"]([^'"]+)['"]/g
const PURE_BANS =
  /\b(fetch|setTimeout|setInterval|Math\.random|Date\.now|performance\.now|process\.|console\.|crypto\.)/

export function checkLadder(files: readonly SourceFile[]): Finding[] {
  return files.flatMap((file) => {
    if (file.path.startsWith('conformance/')) return checkBlackBox(file)
    const place = /^packages\/([^/]+)\/src\//.exec(file.path)
    const folder = place?.[1]
    if (folder === undefined || /\.test\.tsx?$/.test(file.path)) return []
    return [...checkImports(file, folder), ...checkPurity(file, folder)]
  })
}

function checkImports(file: SourceFile, folder: string): Finding[] {
  const allowed = LADDER[folder]
  if (allowed === undefined) {
    return [{ path: file.path, message: `package ${folder} has no rung; add it to scripts/house/ladder.ts` }]
  }
  const findings: Finding[] = []
  for (const { specifier, line } of importsOf(file.text)) {
    const other = /^@mizan\/([^/]+)(\/.*)?$/.exec(specifier)
    if (other !== null && !allowed.includes(other[1] ?? '')) {
      findings.push({
        path: file.path,
        line,
        message: `${folder} may not import ${specifier}: the ladder goes down only`,
      })
    }
    if (other?.[2] !== undefined) {
      findings.push({ path: file.path, line, message: `${specifier} is not a public entry` })
    }
    if (/^\.\.?\/(?:.*\/)?index\.ts$/.test(specifier)) {
      findings.push({
        path: file.path,
        line,
        message: 'a module does not import its own front door; import the file that has it',
      })
    }
    if (specifier.startsWith('../') && specifier.includes('/packages/')) {
      findings.push({ path: file.path, line, message: `import the package by its name, not ${specifier}` })
    }
  }
  return findings
}

/** The judge knows what is on the wire, and nothing of those who put it there. */
function checkBlackBox(file: SourceFile): Finding[] {
  return importsOf(file.text)
    .filter(({ specifier }) => /^@mizan\/|(^|\/)packages\//.test(specifier))
    .map(({ specifier, line }) => ({
      path: file.path,
      line,
      message: `conformance imports nothing of the packages, and so not ${specifier}`,
    }))
}

function checkPurity(file: SourceFile, folder: string): Finding[] {
  if (folder !== 'protocol' || file.path.endsWith('vectors-program.ts')) return []
  return file.text.split('\n').flatMap((text, index) => {
    const code = text.replace(/\/\/.*$|^\s*\/?\*.*$/, '')
    const banned = PURE_BANS.exec(code)
    if (banned === null) return []
    return [
      {
        path: file.path,
        line: index + 1,
        message: `${banned[1]} has no place in @mizan/protocol: it is pure`,
      },
    ]
  })
}

export function importsOf(text: string): { specifier: string; line: number }[] {
  return [...text.matchAll(IMPORT)].map((match) => ({
    specifier: match[1] ?? match[2] ?? match[3] ?? '',
    line: lineOf(text, match.index + 1),
  }))
}
