/** Headings of Markdown files as anchors, and the links of guides that name one. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Links of the file at `path` whose file has no such heading. */
export function findLostAnchors(path: string): string[] {
  const links = [...readProse(path).matchAll(/\]\(([^)\s#:]*)#([^)\s]+)\)/g)]
  return links.flatMap(([, file = '', anchor = '']) => {
    const target = file === '' ? path : join(dirname(path), file)
    return existsSync(target) && anchorsOf(target).has(anchor) ? [] : [`${file}#${anchor}`]
  })
}

function anchorsOf(path: string): Set<string> {
  const headings = [...readProse(path).matchAll(/^#+ (.+)$/gm)]
  return new Set(
    headings.map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s/g, '-'),
    ),
  )
}

/** Without code blocks, where a `#` begins a comment. */
function readProse(path: string): string {
  return readFileSync(path, 'utf8').replace(/^```[\s\S]*?^```$/gm, '')
}
