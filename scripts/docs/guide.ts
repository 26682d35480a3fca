/** A guide of `docs/` and the code blocks that stand in it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../house/source-file.ts'

export interface Block {
  /** `ts`, `tsx`, `sh`, … */
  readonly language: string
  /** What stands behind the language: the file that the block is. Empty for shell and text. */
  readonly file: string
  readonly text: string
}

export interface Guide {
  /** Without `.md`. */
  readonly name: string
  readonly blocks: readonly Block[]
}

const FENCE = /^```([a-z]+) ?(\S*)\n([\s\S]*?\n)```$/gm

export function readGuides(): Guide[] {
  return readdirSync(join(ROOT, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => ({
      name: file.slice(0, -3),
      blocks: readBlocks(readFileSync(join(ROOT, 'docs', file), 'utf8')),
    }))
}

export function readBlocks(markdown: string): Block[] {
  return [...markdown.matchAll(FENCE)].map(([, language = '', file = '', text = '']) => ({
    language,
    file,
    text,
  }))
}

/** Blocks that are files of the guide's own project. */
export function filesOf(guide: Guide): Block[] {
  return guide.blocks.filter(({ file }) => file !== '' && !file.startsWith('examples/'))
}

/** Blocks that vitest runs. */
export function testsOf(guide: Guide): Block[] {
  return filesOf(guide).filter(({ file }) => /\.test\.tsx?$/.test(file))
}

/** Tests, or sessions of a console. */
export function isRun(guide: Guide): boolean {
  return testsOf(guide).length > 0 || guide.blocks.some(({ language }) => language === 'console')
}

/** Guides with components run where there is a document. */
export function hasPages(guide: Guide): boolean {
  return filesOf(guide).some(({ file }) => file.endsWith('.tsx'))
}
