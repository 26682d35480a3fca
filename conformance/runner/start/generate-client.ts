/** The client that the `mizan` command makes of an IR text, as one text: every file with its name. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Answer } from '../drive/answer.ts'
import { runCommand } from './run-command.ts'

const CONFIG = `export default {
  source: { file: './fixture.kdl' },
  targets: [
    { target: 'typescript', out: './client' },
    { target: 'react', out: './client' },
  ],
}
`

export async function generateClient(irText: Buffer): Promise<Answer> {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-conformance-'))
  try {
    writeFileSync(join(folder, 'fixture.kdl'), irText)
    writeFileSync(join(folder, 'mizan.config.mjs'), CONFIG)
    const ran = await runCommand({ command: ['mizan', 'generate'], folder, environment: {} })
    const body = Buffer.from(ran.status === 0 ? readClient(join(folder, 'client')) : '')
    return { ...ran, body, rawBody: body }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function readClient(folder: string): string {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()
  const files = names.filter((name) => name.endsWith('.ts') || name.endsWith('.tsx'))
  return files.map((name) => `=== ${name}\n${readFileSync(join(folder, name), 'utf8')}`).join('')
}
