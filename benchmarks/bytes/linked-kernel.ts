/** What a bundle really contains of the kernel: generated code and the binding link parts of it that `createClient` alone does not reach. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')
const CLIENT_IMPORT = /import \{([^}]*)\} from '@mizan\/client'/g

/** Source text that exports what these files of a bundle take from `@mizan/client`. */
export function linkedKernel(files: readonly string[]): string {
  const names = files.flatMap((file) => importedNames(readFileSync(join(ROOT, file), 'utf8')))
  return `export { ${[...new Set(names)].sort().join(', ')} } from '@mizan/client'`
}

function importedNames(source: string): string[] {
  const lists = [...source.matchAll(CLIENT_IMPORT)].map(([, list]) => list ?? '')
  const names = lists.flatMap((list) => list.split(',')).map((name) => name.trim())
  return names.filter((name) => name !== '' && !name.startsWith('type '))
}
