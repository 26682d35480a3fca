/** What a mutation of the model changes. */
import type { SeededRandom } from '../seeded-random.ts'
import type { MutationAsk } from './backend.ts'
import { type Change, type Facts, withChanges } from './facts.ts'
import { randomAsk, randomUser, SHAPES, type Shape } from './shapes.ts'

export function toChanges({ shape, sets, isOwn, isRename, user }: MutationAsk): Change[] {
  if (isRename) return []
  return sets.map((params) => ({ shape: shape.name, params, ...(isOwn && { own: user }) }))
}

export function applyMutation(facts: Facts, ask: MutationAsk): Facts {
  if (!ask.isRename) return withChanges(facts, toChanges(ask))
  const user = facts.users.get(ask.user)
  if (user === undefined) return facts
  return { ...facts, users: new Map(facts.users).set(user.id, { ...user, name: user.name + 1 }) }
}

export function randomMutation(random: SeededRandom, shapes: readonly Shape[]): MutationAsk {
  const user = randomUser(random)
  const end = random.pick(['commits', 'commits', 'commits', 'rolls back', 'fails halfway'] as const)
  if (random.happens(0.25)) {
    const [shape] = SHAPES.filter(({ guard }) => guard !== undefined)
    if (shape === undefined) throw new Error('no shape has a guard')
    return { shape, user, sets: [{}], isOwn: true, isComputed: false, isRename: true, end }
  }
  const shape = random.pick(shapes)
  const isComputed = random.happens(0.5)
  const count = isComputed ? random.below(2) + 1 : 1
  const sets = Array.from({ length: count }, () => randomSet(random, shape))
  const isOwn = shape.guard !== undefined && random.happens(0.3)
  return { shape, user, sets, isOwn, isComputed, isRename: false, end }
}

/** Some of the params of some entry. */
function randomSet(random: SeededRandom, shape: Shape): Record<string, string> {
  const { params } = randomAsk(random, [shape])
  return Object.fromEntries(Object.entries(params).filter(() => random.happens(0.5)))
}
