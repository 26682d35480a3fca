/** Questions about tokens and sessions: signed by the runtime's own HMAC, whole or with something odd in them. */
import { createHmac } from 'node:crypto'
import type { Dice } from './dice.ts'
import { createText, createValue, type Loose, printValue, spoil } from './json-values.ts'

type Members = Readonly<Record<string, Loose>>

const SECRETS = [
  { kid: 'a', secret: 'the first secret of the vectors, long enough' },
  { kid: 'b', secret: 'the second secret of the vectors: ü' },
]
const NOW_S = 1_767_225_600
const RANDOM = 'AAECAwQFBgcICQoLDA0ODw'
const SID = '0123456789abcdef0123456789abcdef'

export const identityQuestions: Readonly<Record<string, (dice: Dice) => Members>> = {
  kid: (dice) => ({ secret: createText(dice) }),
  sid: (dice) => ({ session: createText(dice) }),
  csrf_make: (dice) => ({ secret: createText(dice), binding: createBinding(dice), random: RANDOM }),
  csrf_check(dice) {
    const binding = createBinding(dice)
    const bound = 'session' in binding ? `s:${binding.session}` : `u:${binding.user}`
    const mac = sign(dice.pick(SECRETS).secret, `${bound}.${RANDOM}`)
    const token = `${RANDOM}.${mac}`
    return {
      token: dice.oneIn(3) ? spoil(token, dice) : token,
      binding: dice.oneIn(4) ? createBinding(dice) : binding,
      secrets: dice.part(SECRETS).map(({ secret }) => secret),
    }
  },
  mwt: (dice) => createTokenQuestion(dice, 'MWT'),
  jwt: (dice) => createTokenQuestion(dice, 'at+jwt'),
}

type Binding = { readonly session: string } | { readonly user: string }

function createBinding(dice: Dice): Binding {
  return dice.oneIn(2) ? { session: SID } : { user: dice.oneIn(2) ? '5' : createText(dice) }
}

function createTokenQuestion(dice: Dice, typ: string): Members {
  const { kid, secret } = dice.pick(SECRETS)
  const edge = (): number => NOW_S + dice.pick([-31, -30, -29, 0, 29, 30, 31, 300])
  const claims: Record<string, Loose> = {
    sub: '5',
    aud: 'mizan',
    iat: NOW_S,
    nbf: dice.oneIn(4) ? edge() : NOW_S,
    exp: dice.oneIn(4) ? edge() : NOW_S + 300,
    sid: SID,
    staff: dice.oneIn(2),
    super: false,
    pkey: SID + SID,
  }
  const header: Record<string, Loose> = { alg: 'HS256', kid, typ }
  if (dice.oneIn(3)) claims[dice.pick(Object.keys(claims))] = createValue(dice, 1)
  if (dice.oneIn(5)) header[dice.pick(['alg', 'kid', 'typ', 'crit'])] = createValue(dice, 1)
  const signed = `${toPart(printValue(header), dice)}.${toPart(printValue(claims), dice)}`
  const token = `${signed}.${sign(secret, signed)}`
  return {
    token: dice.oneIn(5) ? spoil(token, dice) : token,
    secrets: dice.oneIn(5) ? dice.part(SECRETS) : SECRETS,
    aud: dice.oneIn(8) ? 'other' : 'mizan',
    now: NOW_S * 1000 + dice.below(1000),
  }
}

function toPart(text: string, dice: Dice): string {
  return Buffer.from(dice.oneIn(8) ? spoil(text, dice) : text).toString('base64url')
}

function sign(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url')
}
