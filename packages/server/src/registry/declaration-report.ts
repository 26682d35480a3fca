/** Collects the mistakes of all declarations, so that one start shows them all. */
import { DeclarationError } from '../declare/declaration-error.ts'
import { DeclarationErrors } from '../declare/declaration-errors.ts'

export class DeclarationReport {
  readonly #errors: DeclarationError[] = []

  add(place: string, reason: string, hint?: string): void {
    this.#errors.push(new DeclarationError(place, reason, hint))
  }

  get count(): number {
    return this.#errors.length
  }

  /** @throws DeclarationErrors when there is any mistake. */
  throwIfAny(): void {
    if (this.#errors.length > 0) throw new DeclarationErrors(this.#errors)
  }
}

/** Reports the mistakes of one function, and knows whether there were any. */
export class FunctionReport {
  readonly #report: DeclarationReport
  readonly #place: string
  readonly #name: string
  isBroken = false

  constructor(report: DeclarationReport, declared: { readonly place: string; readonly name: string }) {
    this.#report = report
    this.#place = declared.place
    this.#name = declared.name
  }

  /** For messages that name the function from elsewhere: `user_profile (server/users.ts:12)`. */
  get owner(): string {
    return this.#place === this.#name ? this.#name : `${this.#name} (${this.#place})`
  }

  readonly add = (reason: string, hint?: string): void => {
    this.isBroken = true
    this.#report.add(this.#place, `${this.#name}: ${reason}`, hint)
  }

  /** `path` is where in the declaration: `input.user_id`. */
  readonly addAt = (path: string, reason: string, hint?: string): void => {
    this.add(`${path}: ${reason}`, hint)
  }
}
