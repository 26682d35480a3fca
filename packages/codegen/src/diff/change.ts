/** One difference between two IR documents, and what it means to clients that were generated from the old one. */

/**
 * `breaking`: a client generated from the old document can fail against the new server.
 * `compatible`: it goes on as before, there is only more to use.
 * `note`: it goes on, but something behaves otherwise, or its code needs a hand once it is generated anew.
 */
export type Impact = 'breaking' | 'compatible' | 'note'

export interface Change {
  readonly impact: Impact
  /** Stable, for programs, such as `input-field-removed`. */
  readonly code: string
  /** Such as `function update_profile`. */
  readonly subject: string
  /** Place inside the subject, such as `input /name`; empty when it is about the whole. */
  readonly at: string
  /** One sentence. */
  readonly what: string
}

/** Where the changes of one declaration are put. */
export class ChangeLog {
  readonly changes: Change[] = []

  /** A log whose changes are about `subject`. */
  about(subject: string, at = ''): ChangePlace {
    return new ChangePlace(this, subject, at)
  }
}

export class ChangePlace {
  readonly #log: ChangeLog
  readonly #subject: string
  readonly #at: string

  constructor(log: ChangeLog, subject: string, at: string) {
    this.#log = log
    this.#subject = subject
    this.#at = at
  }

  /** One step inside. */
  inside(step: string): ChangePlace {
    return new ChangePlace(this.#log, this.#subject, `${this.#at}${step}`)
  }

  report(impact: Impact, code: string, what: string): void {
    const change = { impact, code, subject: this.#subject, at: this.#at, what }
    this.#log.changes.push(change)
  }
}
