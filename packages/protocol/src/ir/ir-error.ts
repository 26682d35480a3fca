/** A declaration that the IR cannot say, and why; whoever declared it adds the place. */
export class IrError extends Error {
  override readonly name = 'IrError'
}
