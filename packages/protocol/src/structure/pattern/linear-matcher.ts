/** Matches a pattern in time linear in the text, whatever the pattern: Thompson's simulation, all states side by side. */
import { IrError } from '../../ir/ir-error.ts'
import type { CharacterSet, PatternNode } from './pattern-node.ts'

/** Bounds the work per character; counted repetitions are written out. */
const maxStates = 10_000

/** Bounds the work per text, to well under a second: states times characters. Longer texts match nothing. */
const maxSteps = 100_000_000

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
  return (text) => states.length * text.length <= maxSteps && run(states, text)
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

/** The states that stand side by side: a list without repeats, made anew for each character without making anything. */
interface Front {
  /** States that read a character, and the end. */
  readonly list: Int32Array
  size: number
}

function run(states: readonly State[], text: string): boolean {
  const seen = new Uint32Array(states.length + 1)
  const open = new Int32Array(2 * states.length + 2)
  let current: Front = { list: new Int32Array(states.length + 1), size: 0 }
  let following: Front = { list: new Int32Array(states.length + 1), size: 0 }
  let turn = 1
  const reach = (from: number, front: Front): void => {
    let top = 0
    open[top++] = from
    while (top > 0) {
      const at = open[--top] ?? 0
      if (seen[at] === turn) continue
      seen[at] = turn
      const state = states[at]
      if (state !== undefined && 'split' in state) {
        open[top++] = state.split[1]
        open[top++] = state.split[0]
      } else front.list[front.size++] = at
    }
  }
  reach(0, current)
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0
    turn++
    following.size = 0
    for (let index = 0; index < current.size; index++) {
      const at = current.list[index] ?? 0
      const state = states[at]
      if (state !== undefined && 'set' in state && holds(state.set, code)) reach(at + 1, following)
    }
    if (following.size === 0) return false
    ;[current, following] = [following, current]
  }
  return seen[states.length] === turn
}

function holds({ ranges, isNegated }: CharacterSet, code: number): boolean {
  for (const [first, last] of ranges) {
    if (code >= first && code <= last) return !isNegated
  }
  return isNegated
}
