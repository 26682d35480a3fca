/** A bug of Mizan: something that its own code promised did not hold. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError'
}
