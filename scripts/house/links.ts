/** Links and paths in Markdown lead somewhere: files relative to the page, anchors to its headings. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Finding, SourceFile } from './source-file.ts'
import { lineOf, ROOT } from './source-file.ts'

const LINK = /\[[^\]]*\]\(([^)\s]+)\)/g
const PATH = /`((?:packages|protocol|scripts|examples|docs)\/[A-Za-z0-9_./-]+)`/g

export function checkLinks(pages: readonly SourceFile[]): Finding[] {
  return pages.flatMap((page) => {
    const text = page.text.replace(/```[\s\S]*?```/g, (block) => block.replace(/[^\n]/g, ' '))
    return [...brokenLinks(page, text), ...brokenPaths(page, text)]
  })
}

function brokenLinks(page: SourceFile, text: string): Finding[] {
  return [...text.matchAll(LINK)].flatMap((match) => {
    const [target = '', anchor] = (match[1] ?? '').split('#')
    if (/^[a-z]+:/.test(target)) return []
    const line = lineOf(text, match.index)
    const file =
      target === '' ? join(ROOT, page.path) : join(ROOT, dirname(page.path), decodeURIComponent(target))
    if (!existsSync(file))
      return [{ path: page.path, line, message: `link to ${target}, which does not exist` }]
    if (anchor === undefined || target !== '') return []
    if (anchorsOf(page.text).has(anchor)) return []
    return [{ path: page.path, line, message: `no heading makes the anchor #${anchor}` }]
  })
}

function brokenPaths(page: SourceFile, text: string): Finding[] {
  return [...text.matchAll(PATH)].flatMap((match) => {
    const path = match[1] ?? ''
    if (/[*<{…]/.test(path) || existsSync(join(ROOT, path))) return []
    return [
      {
        path: page.path,
        line: lineOf(text, match.index),
        message: `names \`${path}\`, which does not exist`,
      },
    ]
  })
}

function anchorsOf(text: string): Set<string> {
  const headings = [...text.matchAll(/^#+\s+(.+)$/gm)].map((match) => match[1] ?? '')
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s/g, '-'),
    ),
  )
}
