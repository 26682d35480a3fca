/** The contexts of the model: public and user-scoped, few params and many, defaults and nulls, vary, taint, failures. */
import type { SeededRandom } from '../seeded-random.ts'

export interface ShapeParam {
  readonly name: string
  /** Null: it may be left out. */
  readonly values: readonly (string | null)[]
  readonly fallback?: string
}

export interface Shape {
  readonly name: string
  readonly params: readonly ShapeParam[]
  readonly guard?: 'signed in' | 'perm:a'
  /** Its answer depends on the tenant. */
  readonly varies?: true
  /** Public, but for `id=1` it looks at who calls. */
  readonly leaks?: true
  /** One of its two queries fails while the database says so. */
  readonly fails?: true
}

const id: ShapeParam = { name: 'id', values: ['1', '2'] }
const rest = (names: string): ShapeParam[] =>
  names.split('').map((name) => ({ name, values: [null, 'x', 'é;,%'] }))

export const SHAPES: readonly Shape[] = [
  {
    name: 'open',
    params: [id, { name: 'page', values: ['1', '2'], fallback: '1' }, { name: 'q', values: [null, '', 'a'] }],
  },
  { name: 'wide', params: [{ ...id, name: 'a' }, ...rest('bcdef')] },
  { name: 'mine', params: [id], guard: 'signed in' },
  { name: 'vault', params: [], guard: 'perm:a' },
  { name: 'crowd', params: [{ ...id, name: 'a' }, ...rest('bcde')], guard: 'signed in' },
  { name: 'shop', params: [id], varies: true },
  { name: 'leaky', params: [id], leaks: true },
  { name: 'flaky', params: [id], fails: true },
]

export const USERS = ['ada', 'bob', 'eve'] as const
export const TENANTS = ['north', 'south'] as const

/** One of them more often: then two things more often happen to one user. */
export function randomUser(random: SeededRandom): string {
  return random.happens(0.5) ? USERS[0] : random.pick(USERS)
}

export interface Ask {
  readonly shape: Shape
  /** As the client says them: what has a default may be left out too. */
  readonly given: Readonly<Record<string, string>>
  /** Canonical. */
  readonly params: Readonly<Record<string, string>>
  readonly user: string | null
  readonly tenant: string
}

export function randomAsk(random: SeededRandom, shapes: readonly Shape[]): Ask {
  const shape = random.pick(shapes)
  const params: Record<string, string> = {}
  const given: Record<string, string> = {}
  for (const { name, values, fallback } of shape.params) {
    const value = random.happens(0.6) ? values[0] : random.pick(values)
    if (value === null || value === undefined) continue
    params[name] = value
    if (value !== fallback || random.happens(0.5)) given[name] = value
  }
  const user = random.happens(shape.guard === undefined ? 0.3 : 0.05) ? null : randomUser(random)
  return { shape, given, params, user, tenant: random.pick(TENANTS) }
}
