/** Console blocks of guides: what a person types, and what the command prints then. */
import { runCli } from '../../packages/codegen/src/cli/run-cli.ts'
import type { Guide } from './guide.ts'

export interface Session {
  readonly typed: string
  readonly printed: string
}

/** Of all blocks in order; `$ ` begins a line that is typed. */
export function sessionsOf(guide: Guide): Session[] {
  const consoles = guide.blocks.filter(({ language }) => language === 'console')
  return consoles.flatMap(({ text }) =>
    text
      .split(/^\$ /m)
      .slice(1)
      .map((session) => ({
        typed: session.slice(0, session.indexOf('\n')),
        printed: session.slice(session.indexOf('\n') + 1),
      })),
  )
}

/** What was printed, as far as it was expected: in `expected` a `…` stands for any text, line breaks included. */
export function keepExpected(printed: string, expected: string): string {
  const parts = expected.split(/…\n?/)
  let from = 0
  for (const part of parts) {
    const at = printed.indexOf(part, from)
    if (at === -1 || (from === 0 && at > 0)) return printed
    from = at + part.length
  }
  const endsOpen = parts.length > 1 && parts.at(-1) === ''
  return endsOpen || from === printed.length ? expected : printed
}

/** Everything that `mizan …` prints in `folder`, with its exit code on a last line when that is not 0. */
export async function runSession({ typed }: Session, folder: string): Promise<string> {
  const [program, ...words] = typed.split(' ')
  if (program !== 'mizan') throw new Error(`a console block runs mizan, not ${typed}`)
  let printed = ''
  const write = (text: string): void => void (printed += text)
  const terminal = { workingDirectory: folder, isColored: false, writeOut: write, writeError: write }
  const code = await runCli(words, terminal, new AbortController().signal)
  return code === 0 ? printed : `${printed}[${code}]\n`
}
