/** One mistake in a declaration: where it stands, what is wrong, what to do (SPEC.md, Errors; house rule "messages teach"). */

const BRAND = Symbol.for('mizan.DeclarationError')

export class DeclarationError extends Error {
  /** `file:line`, or the name of the function when the engine gave no place. */
  readonly place: string
  readonly reason: string
  readonly hint: string | undefined

  constructor(place: string, reason: string, hint?: string) {
    super(hint === undefined ? `${place}: ${reason}` : `${place}: ${reason}\n    ${hint}`)
    this.name = 'DeclarationError'
    this.place = place
    this.reason = reason
    this.hint = hint
    Object.defineProperty(this, BRAND, { value: true })
  }
}

export function isDeclarationError(value: unknown): value is DeclarationError {
  return typeof value === 'object' && value !== null && BRAND in value
}
