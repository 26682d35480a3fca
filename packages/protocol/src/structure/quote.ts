/** A text as a JSON string. */
import { Misfit } from './misfit.ts'

/** Control characters, the quote and the backslash, which have to be escaped, and surrogates, which have to be looked at. */
const SPECIAL = /[^ !#-[\]-\ud7ff\ue000-\uffff]/

/** Most texts need no escapes, and then this is less work than asking the engine. */
export function quote(text: string): string {
  if (!SPECIAL.test(text)) return `"${text}"`
  if (!text.isWellFormed()) throw new Misfit('must be a text without lone surrogates')
  return JSON.stringify(text)
}
