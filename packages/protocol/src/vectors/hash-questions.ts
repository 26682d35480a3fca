/** Questions about keys (SPEC.md, Identity, Origin cache). */
import { cacheKey } from '../keys/cache-key.ts'
import { identityKeys, permissionKey } from '../keys/identity-keys.ts'
import { isName } from '../values/name.ts'
import {
  isJsonObject,
  type Question,
  type Questions,
  Refusal,
  readOptional,
  readText,
  readTextList,
  readTexts,
  readTruth,
} from './question.ts'

export const hashQuestions: Questions = {
  cache_key(question) {
    const rev = readRev(question)
    const context = readText(question, 'context')
    if (!isName(context)) throw new Refusal('"context" is no name.')
    return cacheKey({
      secret: readText(question, 'secret'),
      context,
      params: readTexts(question, 'params'),
      ...(rev !== undefined && { rev }),
      ...(readOptional(question, 'user') !== undefined && { user: readText(question, 'user') }),
      vary: readTexts(question, 'vary'),
    })
  },
  pkey: (question) =>
    permissionKey({
      permissions: readTextList(question, 'perms'),
      staff: readTruth(question, 'staff'),
      superuser: readTruth(question, 'super'),
    }),
  identity: (question) => ({
    ...identityKeys({
      secret: readText(question, 'secret'),
      userId: readText(question, 'user'),
      pkey: readText(question, 'pkey'),
    }),
  }),
}

function readRev(question: Question): number | Record<string, number> | undefined {
  const rev = readOptional(question, 'rev')
  if (rev === undefined || typeof rev === 'number') return rev
  if (!isJsonObject(rev)) throw new Refusal('"rev" is a number or an object.')
  return Object.fromEntries(
    Object.entries(rev).map(([name, value]) => {
      if (typeof value !== 'number') throw new Refusal('"rev" holds something that is no number.')
      return [name, value]
    }),
  )
}
