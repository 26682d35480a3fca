/** Hostile values: good JSON with members moved, dropped, renamed and replaced, so that what stands behind the decoder is reached too. */
import { type Corpus, hostileBytes, pick, type Random } from './hostile-text.ts'

type Json = string | number | boolean | null | Json[] | { [name: string]: Json }

const odd: readonly Json[] = [
  null,
  true,
  0,
  -0,
  1.5,
  2 ** 53,
  -1e300,
  '',
  '0',
  '-0',
  '1.50',
  '__proto__',
  '2026-02-30T24:00:00Z',
  'é\u0301😀',
  [],
  {},
  [[]],
  [null, null],
]

/** Every fourth input is bytes that are hostile as such. */
export function hostileJson(random: Random, corpus: Corpus): Uint8Array {
  if (random(4) === 0) return hostileBytes(random, corpus)
  let value = JSON.parse(pick(random, corpus.good)) as Json
  const donor = JSON.parse(pick(random, corpus.good)) as Json
  for (let left = random(4); left > 0; left--) value = change(random, value, donor)
  return new TextEncoder().encode(JSON.stringify(value))
}

function change(random: Random, value: Json, donor: Json): Json {
  if (typeof value !== 'object' || value === null || random(6) === 0) return replacement(random, donor)
  if (Array.isArray(value)) return changeList(random, value, donor)
  const names = Object.keys(value)
  if (names.length === 0) return replacement(random, donor)
  const name = pick(random, names)
  const members = Object.entries(value)
  switch (random(5)) {
    case 0:
      return Object.fromEntries(members.filter(([other]) => other !== name))
    case 1:
      return Object.fromEntries(members.map(([other, each]) => [other === name ? `${other}x` : other, each]))
    case 2:
      return Object.fromEntries([
        ...members,
        [pick(random, ['__proto__', 'constructor', 'kind', 'a']), member(random, donor)],
      ])
    default:
      return Object.fromEntries(
        members.map(([other, each]) => [other, other === name ? change(random, each, donor) : each]),
      )
  }
}

function changeList(random: Random, list: readonly Json[], donor: Json): Json {
  const at = random(list.length + 1)
  switch (random(3)) {
    case 0:
      return list.toSpliced(at, 1)
    case 1:
      return list.toSpliced(at, 0, member(random, donor))
    default:
      return list.map((item, index) => (index === at ? change(random, item, donor) : item))
  }
}

function replacement(random: Random, donor: Json): Json {
  return random(2) === 0 ? pick(random, odd) : member(random, donor)
}

/** Something out of another good value, from any depth. */
function member(random: Random, donor: Json): Json {
  let value = donor
  while (typeof value === 'object' && value !== null && random(4) > 0) {
    const inner: readonly Json[] = Object.values(value)
    if (inner.length === 0) break
    value = pick(random, inner)
  }
  return value
}
