/** Reads the words after a sub-command, and refuses what citty would let pass: unknown options, stray words, options without their value. */
import { type ArgDef, parseArgs } from 'citty'
import { type CliCommand, type CommandWords, UsageError } from './command.ts'

/** Throws UsageError. */
export function readWords(words: readonly string[], command: CliCommand): CommandWords {
  const [own, rest] = splitRest(words, command)
  const known = Object.entries(command.options)
  const operands = known.filter(([, option]) => option.type === 'positional')
  const names = known.flatMap(([name, option]) =>
    option.type === 'positional' ? [] : [`--${name}`, ...lettersOf(option)],
  )
  for (const word of own) {
    const name = word.replace(/^(--[^=]*)=.*$/s, '$1')
    if (word.startsWith('-') && !names.includes(name)) throw new UsageError(`There is no option "${name}".`)
  }
  const options = Object.fromEntries(known.filter(([, option]) => option.type !== 'positional'))
  const { _: given, ...values } = parseArgs([...own], options)
  const stray = given[operands.length]
  if (stray !== undefined) throw new UsageError(`"${stray}" does not belong here.`)
  const read: Record<string, unknown> = { ...values }
  for (const [index, [name, option]] of operands.entries()) {
    if (given[index] !== undefined) read[name] = given[index]
    else if (option.required !== false) throw new UsageError(`${name} is missing.`)
  }
  return {
    flag: (name) => read[name] === true,
    text: (name) => readText(read[name]),
    rest,
  }
}

function splitRest(words: readonly string[], command: CliCommand): [readonly string[], readonly string[]] {
  const end = command.takesRest === true ? words.indexOf('--') : -1
  return end === -1 ? [words, []] : [words.slice(0, end), words.slice(end + 1)]
}

function lettersOf(option: ArgDef): string[] {
  return 'alias' in option ? [option.alias ?? []].flat().map((letter) => `-${letter}`) : []
}

function readText(value: unknown): string | undefined {
  if (value === undefined) return undefined
  if (typeof value === 'string' && value !== '') return value
  throw new UsageError('An option lacks its value.')
}
