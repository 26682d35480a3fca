/** `mizan init`: adds Mizan to the project in the current folder. */
import { planInit } from '../init/plan-init.ts'
import { readProjectFacts } from '../init/project-facts.ts'
import { replaceFile } from '../write/apply-changes.ts'
import { diffLines } from '../write/diff-lines.ts'
import type { CliCommand, CommandWords } from './command.ts'
import { EXIT_OK, type ExitCode } from './exit-code.ts'
import { colorsOf, shortenPath, type Terminal } from './terminal.ts'

export const initCommand: CliCommand = {
  name: 'init',
  description: 'Add Mizan to the Vite or Node project in the current folder',
  options: {
    'dry-run': { type: 'boolean', description: 'Write nothing; print a diff of what would be written' },
  },
  run: runInit,
}

async function runInit(words: CommandWords, terminal: Terminal): Promise<ExitCode> {
  const { files, steps } = planInit(readProjectFacts(terminal.workingDirectory))
  const changes = files.filter(({ before, after }) => before !== after)
  if (words.flag('dry-run')) {
    for (const { path, before, after } of changes)
      terminal.writeOut(`${diffLines(before, after, shortenPath(path, terminal)).join('\n')}\n`)
    return EXIT_OK
  }
  const colors = colorsOf(terminal)
  for (const { path, before, after } of changes) {
    await replaceFile(path, after)
    const verb = before === '' ? 'wrote' : 'added to'
    terminal.writeError(`${colors.green('✓')} ${verb} ${shortenPath(path, terminal)}\n`)
  }
  terminal.writeError(`\nNext:\n${steps.map((step, index) => `  ${index + 1}. ${step}\n`).join('')}`)
  return EXIT_OK
}
