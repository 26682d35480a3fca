/** Every exported name of the generated code, each claimed once; two declarations that want the same name are refused with both places. */
import { createError, type Diagnostic, type Place } from '../diagnostics/diagnostic.ts'
import { avoidReserved } from './names.ts'

/** A declaration of the IR that asks for a name. */
export interface Claimant {
  /** Such as `function "user_profile"`. */
  readonly description: string
  readonly place: Place
}

export class SymbolTable {
  readonly diagnostics: Diagnostic[] = []
  readonly #owners = new Map<string, Claimant>()

  /** The name to use: with a trailing underscore when the language or the generated code has taken it. */
  claim(wanted: string, claimant: Claimant): string {
    const name = avoidReserved(wanted)
    const owner = this.#owners.get(name)
    if (owner === undefined) this.#owners.set(name, claimant)
    else this.#refuse(name, owner, claimant)
    return name
  }

  #refuse(name: string, owner: Claimant, claimant: Claimant): void {
    const what = `${owner.description} and ${claimant.description} would both be called \`${name}\` in TypeScript`
    const hint = 'Rename one of them at the server.'
    const isKnown = this.diagnostics.some(
      (known) => known.where[0] === owner.place && known.where[1] === claimant.place,
    )
    if (!isKnown) this.diagnostics.push(createError(what, [owner.place, claimant.place], hint))
  }
}
