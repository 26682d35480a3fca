/** A text that is not JSON of this protocol (SPEC.md, Decoding). The message names no part of the input and is safe to show. */
export class JsonError extends Error {
  override readonly name = 'JsonError'
}
