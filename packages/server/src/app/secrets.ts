/** The secrets of an app: what each is for, what is wrong with them, and their names (SPEC.md, ID-15). */
import { isKeyId, keyId, type NamedSecret } from '@mizan/protocol'

/** A text, or several of which all verify and the first signs: put a new one in front, and take the last away when what it signed has expired. */
export type Secret = string | readonly NamedSecret[]

export interface AppSecrets {
  /** Keys what stands for users on the wire; 16 characters or more. The same in every process, whatever its language. */
  readonly cache: string
  /** Signs MWTs. */
  readonly mwt?: Secret
  /** Signs access JWTs. */
  readonly jwt?: Secret
  /** Between origin and edge. */
  readonly edge?: Secret
  /** Signs the CSRF tokens of sessions. */
  readonly session?: Secret
}

export const SECRETS: readonly string[] = Object.keys({
  cache: true,
  mwt: true,
  jwt: true,
  edge: true,
  session: true,
} satisfies Record<keyof AppSecrets, true>)

const MIN_CACHE_CHARS = 16
const MIN_BYTES = 32
const HOW_TO_MAKE = 'make one for each purpose with: openssl rand -base64 32'

type Add = (reason: string, hint: string) => void

export function isCacheSecret(value: unknown): boolean {
  return typeof value === 'string' && value.length >= MIN_CACHE_CHARS
}

/** Secrets are never shown in what is said about them. */
export function checkSecrets(secrets: Partial<AppSecrets> | undefined, add: Add): void {
  if (secrets === undefined) return
  const purposes = new Map<string, string>()
  for (const purpose of ['cache', 'mwt', 'jwt', 'edge', 'session'] as const) {
    const given: unknown = secrets[purpose]
    if (given === undefined) continue
    if (purpose === 'cache' && !isCacheSecret(given))
      add('secrets.cache is no text of 16 characters or more', HOW_TO_MAKE)
    const named = purpose === 'cache' ? undefined : readNamed(given)
    if (purpose !== 'cache' && named === undefined)
      add(`secrets.${purpose} is neither a text nor a list of { kid, secret }`, HOW_TO_MAKE)
    if (named !== undefined) checkNamed(purpose, named, add)
    for (const secret of named?.map((one) => one.secret) ?? [given]) {
      const other = typeof secret === 'string' ? purposes.get(secret) : undefined
      if (other !== undefined)
        add(
          other === purpose
            ? `secrets.${purpose} has one secret twice`
            : `secrets.${purpose} and secrets.${other} are the same`,
          HOW_TO_MAKE,
        )
      else if (typeof secret === 'string') purposes.set(secret, purpose)
    }
  }
}

/** From secrets that passed; empty for what the app does not have. */
export function toNamedSecrets(secret: Secret | undefined): readonly NamedSecret[] {
  if (secret === undefined) return []
  return typeof secret === 'string' ? [{ kid: keyId(secret), secret }] : secret
}

function readNamed(given: unknown): readonly NamedSecret[] | undefined {
  if (typeof given === 'string') return [{ kid: keyId(given), secret: given }]
  if (!Array.isArray(given) || given.length === 0) return undefined
  const isNamed = (one: unknown): boolean =>
    typeof one === 'object' &&
    one !== null &&
    'kid' in one &&
    'secret' in one &&
    typeof one.kid === 'string' &&
    typeof one.secret === 'string'
  return given.every(isNamed) ? (given as NamedSecret[]) : undefined
}

function checkNamed(purpose: string, named: readonly NamedSecret[], add: Add): void {
  const encoder = new TextEncoder()
  const kids = named.map(({ kid }) => kid)
  for (const kid of kids)
    if (!isKeyId(kid))
      add(
        `secrets.${purpose}: ${JSON.stringify(kid)} is no kid`,
        'use 1 to 64 letters, digits, dots, hyphens and underscores, such as 2026-01',
      )
  if (new Set(kids).size < kids.length)
    add(`secrets.${purpose} has one kid twice`, 'give each secret a kid of its own')
  if (named.some(({ secret }) => encoder.encode(secret).length < MIN_BYTES))
    add(`secrets.${purpose} is shorter than ${MIN_BYTES} bytes`, HOW_TO_MAKE)
}
