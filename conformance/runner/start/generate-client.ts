/** What the `mizan` command makes of an IR text: the client, as one text of every file with its name, and the edge manifest. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Answer } from '../drive/answer.ts'
import { runCommand } from './run-command.ts'

const CONFIG = `export default {
  source: { file: './fixture.kdl' },
  edge: { vary: { currency: 'X-Fixture-Currency' } },
  targets: [
    { target: 'typescript', out: './client' },
    { target: 'react', out: './client' },
  ],
}
`

export function generateClient(irText: Buffer): Promise<Answer> {
  return runMizan('generate', irText, (ran, folder) => {
    const body = Buffer.from(ran.status === 0 ? readClient(join(folder, 'client')) : '')
    return { ...ran, body, rawBody: body }
  })
}

export function generateManifest(irText: Buffer): Promise<Answer> {
  return runMizan('manifest', irText, (ran) => ran)
}

async function runMizan(
  word: string,
  irText: Buffer,
  read: (ran: Answer, folder: string) => Answer,
): Promise<Answer> {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-conformance-'))
  try {
    writeFileSync(join(folder, 'fixture.kdl'), irText)
    writeFileSync(join(folder, 'mizan.config.mjs'), CONFIG)
    return read(await runCommand({ command: ['mizan', word], folder, environment: {} }), folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function readClient(folder: string): string {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()
  const files = names.filter((name) => name.endsWith('.ts') || name.endsWith('.tsx'))
  return files.map((name) => `=== ${name}\n${readFileSync(join(folder, name), 'utf8')}`).join('')
}
