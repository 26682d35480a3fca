/** The files of guides, written side by side, with the clients that `mizan generate` makes for them. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { MizanConfig } from '../../packages/codegen/src/index.ts'
import { generate } from '../../packages/codegen/src/index.ts'
import type { App } from '../../packages/server/src/index.ts'
import { ROOT } from '../house/source-file.ts'
import { filesOf, type Guide } from './guide.ts'

/** One folder a guide below `.cache/NAME`, which is emptied first. */
export async function writeProjects(name: string, guides: readonly Guide[]): Promise<string> {
  const root = join(ROOT, '.cache', name)
  rmSync(root, { recursive: true, force: true })
  for (const guide of guides) writeFiles(join(root, guide.name), guide)
  // What a Vite project has.
  const compilerOptions = { module: 'esnext', moduleResolution: 'bundler' }
  const options = { extends: '../../tsconfig.json', compilerOptions, include: ['.'], exclude: [] }
  writeFileSync(join(root, 'tsconfig.json'), JSON.stringify(options))
  await Promise.all(guides.map((guide) => generateFor(join(root, guide.name))))
  return root
}

/** What the compiler has to say; nothing when all is well. */
export function typeCheck(root: string): string {
  const words = [join(ROOT, 'node_modules/typescript-7/bin/tsc'), '-p', root]
  try {
    return execFileSync(process.execPath, words, { encoding: 'utf8' })
  } catch (error) {
    return (error as { stdout: string }).stdout
  }
}

function writeFiles(folder: string, guide: Guide): void {
  for (const { file, text } of filesOf(guide)) {
    mkdirSync(join(folder, dirname(file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
}

/** By the guide's own configuration, or else what `server.ts` declares into `mizan/`. */
async function generateFor(folder: string): Promise<void> {
  if (existsSync(join(folder, 'mizan.config.ts'))) {
    const { default: config } = (await import(join(folder, 'mizan.config.ts'))) as { default: MizanConfig }
    await generate({ config, root: folder })
  } else if (existsSync(join(folder, 'server.ts'))) {
    const { app } = (await import(join(folder, 'server.ts'))) as { app: App }
    writeFileSync(join(folder, 'app.kdl'), app.irText)
    const targets = [{ target: 'react' as const, out: './mizan' }]
    await generate({ config: { source: { file: './app.kdl' }, targets }, root: folder })
  }
}
