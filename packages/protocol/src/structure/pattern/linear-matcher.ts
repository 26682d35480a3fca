/** Matches a pattern in time linear in the text, whatever the pattern: Thompson's simulation, all states side by side. */
import { IrError } from '../../ir/ir-error.ts'
import type { CharacterSet, PatternNode } from './pattern-node.ts'

/** Bounds the work per character; counted repetitions are written out. */
const maxStates = 10_000

/** `set` reads a character and goes on to the next state, `split` goes to both without reading, the last state is the end. */
type State = { readonly set: CharacterSet } | { readonly split: readonly [number, number] }

interface Repetition {
  readonly states: State[]
  readonly count: number
}

/** @throws IrError for a pattern that needs too many states. */
export function compileLinear(pattern: PatternNode): (text: string) => boolean {
  const states: State[] = []
  emit(pattern, states)
  return (text) => run(states, text)
}

function emit(node: PatternNode, states: State[]): void {
  if (states.length > maxStates)
    throw new IrError(`A pattern needs more than ${maxStates} states: repeat less.`)
  switch (node.kind) {
    case 'set':
      states.push({ set: node })
      return
    case 'sequence':
      for (const item of node.items) emit(item, states)
      return
    case 'choice':
      emitChoice(node.branches, states)
      return
    case 'repeat':
      emitTimes(node.item, { states, count: node.min })
      if (node.max === Infinity) emitLoop(node.item, states)
      else emitOptional(node.item, { states, count: node.max - node.min })
  }
}

function emitChoice([branch, ...others]: readonly PatternNode[], states: State[]): void {
  if (branch === undefined) return
  if (others.length === 0) return emit(branch, states)
  const start = reserve(states)
  emit(branch, states)
  const end = reserve(states)
  states[start] = { split: [start + 1, states.length] }
  emitChoice(others, states)
  states[end] = { split: [states.length, states.length] }
}

function emitTimes(item: PatternNode, { states, count }: Repetition): void {
  for (let made = 0; made < count; made++) {
    const before = states.length
    emit(item, states)
    // What reads nothing can be said once.
    if (states.length === before) return
  }
}

function emitLoop(item: PatternNode, states: State[]): void {
  const start = reserve(states)
  emit(item, states)
  states.push({ split: [start, start] })
  states[start] = { split: [start + 1, states.length] }
}

function emitOptional(item: PatternNode, { states, count }: Repetition): void {
  const starts: number[] = []
  for (let made = 0; made < count; made++) {
    starts.push(reserve(states))
    emit(item, states)
  }
  for (const start of starts) states[start] = { split: [start + 1, states.length] }
}

function reserve(states: State[]): number {
  return states.push({ split: [0, 0] }) - 1
}

function run(states: readonly State[], text: string): boolean {
  let current = reach(states, [0])
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0
    const after: number[] = []
    for (const at of current) {
      const state = states[at]
      if (state !== undefined && 'set' in state && holds(state.set, code)) after.push(at + 1)
    }
    if (after.length === 0) return false
    current = reach(states, after)
  }
  return current.has(states.length)
}

/** Every state that can be reached without reading. */
function reach(states: readonly State[], from: readonly number[]): Set<number> {
  const reached = new Set<number>()
  const open = [...from]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (reached.has(at)) continue
    reached.add(at)
    const state = states[at]
    if (state !== undefined && 'split' in state) open.push(...state.split)
  }
  return reached
}

function holds({ ranges, isNegated }: CharacterSet, code: number): boolean {
  return ranges.some(([first, last]) => code >= first && code <= last) !== isNegated
}
