/** No run-time import cycles inside a package; type-only imports are erased and do not count. */
import { dirname, join } from 'node:path/posix'
import type { Finding, SourceFile } from './source-file.ts'

const RUN_TIME = /(?:^|\n)\s*(?:import|export)\s+(?!type\b)(?:[^'"]*?from\s*)?['"](\.[^'"]+)['"]/g

export function checkCycles(files: readonly SourceFile[]): Finding[] {
  const graph = new Map(files.map((file) => [file.path, neighbours(file)]))
  const done = new Set<string>()
  const findings: Finding[] = []
  const visit = (path: string, trail: readonly string[]): void => {
    const seen = trail.indexOf(path)
    if (seen >= 0) {
      findings.push({ path, message: `run-time import cycle: ${[...trail.slice(seen), path].join(' -> ')}` })
      return
    }
    if (done.has(path)) return
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path])
    done.add(path)
  }
  for (const path of graph.keys()) visit(path, [])
  return findings
}

function neighbours(file: SourceFile): string[] {
  return [...file.text.matchAll(RUN_TIME)]
    .filter((match) => !onlyTypes(match[0]))
    .map((match) => join(dirname(file.path), match[1] ?? ''))
}

// `import { type A, type B } from` is erased under verbatimModuleSyntax only when it names no value.
function onlyTypes(statement: string): boolean {
  const names = /\{([^}]*)\}/.exec(statement)?.[1]
  return (
    names !== undefined &&
    names.split(',').every((name) => name.trim() === '' || name.trim().startsWith('type '))
  )
}
