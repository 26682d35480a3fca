/** All that a hostile page tries, by what it is called. */
import type { Attack } from './attack.ts'
import { asFields, splitJson, submitting } from './form-attack.ts'
import {
  asScript,
  beacon,
  fetching,
  fromSandbox,
  included,
  navigating,
  opening,
  posting,
  withStolenToken,
} from './script-attack.ts'

const FORM = 'application/x-www-form-urlencoded'
const JSON_TEXT = { type: 'text/plain', fields: splitJson } as const
const forged = { 'X-CSRFToken': 'AAAA.AAAA', 'X-Mizan-Token': 'a.b.c' }

/** To have something done, or to know what came of it. */
export const CALL_ATTACKS: Readonly<Record<string, Attack>> = {
  'a form, urlencoded': submitting({ type: FORM, fields: asFields, from: 'frame' }),
  'a form, text/plain, whose body is JSON': submitting({ ...JSON_TEXT, from: 'frame' }),
  'a form, multipart': submitting({ type: 'multipart/form-data', fields: asFields, from: 'frame' }),
  'a form that takes the whole window along': submitting({ ...JSON_TEXT, from: 'window' }),
  'a form in a sandbox, which has no origin': submitting({ ...JSON_TEXT, from: 'sandbox' }),
  'a script in a sandbox, which has no origin': fromSandbox,
  'fetch of JSON with the cookie': posting('application/json', included),
  'fetch of JSON without the cookie': posting('application/json', { credentials: 'omit' }),
  'fetch of text with the cookie': posting('text/plain', included),
  'fetch of text without the cookie': posting('text/plain', { credentials: 'omit' }),
  'fetch, no-cors, with the cookie': posting(undefined, { ...included, mode: 'no-cors' }),
  'fetch, no-cors, of a form': posting(FORM, { ...included, mode: 'no-cors' }),
  'fetch with tokens that it made up': posting('application/json', { ...included, headers: forged }),
  'fetch with the token of a cookie that it can read': withStolenToken,
  'a beacon': beacon,
}

/** To know what is not its to know. */
export const READ_ATTACKS: Readonly<Record<string, Attack>> = {
  'the CSRF token, by fetch': fetching('/session/', () => included),
  'the CSRF token, by fetch, no-cors': fetching('/session/', () => ({ ...included, mode: 'no-cors' })),
  'a token for itself': fetching('/session/token/', () => ({ ...included, method: 'POST', body: '{}' })),
  'what is private, by fetch': fetching('/ctx/work/', () => included),
  'what is private, by POST': fetching('/ctx/work/', () => ({ ...included, method: 'POST', body: '{}' })),
  'what is private, as a script': asScript,
  'what is private, in a window of its own': opening,
  'a link to what is private': navigating('/ctx/work/'),
  'a link to a call': navigating('/call/?fn=sign_out'),
}
