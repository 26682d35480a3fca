/** Every mistake of an app's declarations at once, so that one start shows them all. */
import type { DeclarationError } from './declaration-error.ts'

export class DeclarationErrors extends Error {
  /** In the order of discovery; never empty. */
  readonly errors: readonly DeclarationError[]

  constructor(errors: readonly DeclarationError[]) {
    const count = errors.length === 1 ? '1 mistake' : `${errors.length} mistakes`
    super(`${count} in the declarations:\n${errors.map((error) => `  ${error.message}`).join('\n')}`)
    this.name = 'DeclarationErrors'
    this.errors = errors
    // Not enumerable: a runtime that prints an uncaught error would list each of them again, with its stack, below the message.
    Object.defineProperty(this, 'errors', { enumerable: false })
  }
}
