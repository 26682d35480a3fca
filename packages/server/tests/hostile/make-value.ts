/** Values, arguments and mounted lists that no client would send. */
import { pick, type Random } from './random.ts'
import { CONTEXTS, NAMES, NUMBERS, TEXTS } from './words.ts'

export function makeValue(random: Random, depth = 0): unknown {
  const kind = random()
  if (depth > 4 || kind < 0.25) return pick(random, TEXTS)
  if (kind < 0.45) return pick(random, NUMBERS)
  if (kind < 0.6) return pick(random, [null, true, false])
  const size = Math.floor(random() * 4)
  if (kind < 0.75) return Array.from({ length: size }, () => makeValue(random, depth + 1))
  return Object.fromEntries(
    Array.from({ length: size }, () => [pick(random, NAMES), makeValue(random, depth + 1)]),
  )
}

export function makeArgs(random: Random): unknown {
  const roll = random()
  if (roll < 0.3) return { user_id: pick(random, NUMBERS), name: pick(random, TEXTS) }
  if (roll < 0.5) return { value: makeValue(random), text: pick(random, TEXTS) }
  return makeValue(random)
}

export function makeMounted(random: Random): unknown {
  if (random() < 0.3) return makeValue(random)
  const length = random() < 0.01 ? 10_000 : Math.floor(random() * 40)
  return Array.from({ length }, () =>
    random() < 0.5
      ? makeValue(random)
      : {
          context: pick(random, CONTEXTS),
          params:
            random() < 0.5
              ? { user_id: pick(random, NUMBERS), [pick(random, NAMES)]: makeValue(random) }
              : makeValue(random),
          functions: random() < 0.8 ? undefined : makeValue(random),
        },
  )
}
