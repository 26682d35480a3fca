/** A result that does not fit its declared type, and where. For logs: the message names no value. */
export class EncodeError extends Error {
  override readonly name = 'EncodeError'
  /** RFC 6901, into the result. */
  readonly pointer: string

  constructor(pointer: string, problem: string) {
    super(`The result at "${pointer}" ${problem}.`)
    this.pointer = pointer
  }
}
