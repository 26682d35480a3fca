/** The last answers to questions that come again and again and cost hashes; bounded. */

export class Memory<Answer> {
  readonly #answers = new Map<string, Answer>()
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  /** `make` is asked where the answer is not known any more. */
  get(key: string, make: () => Answer): Answer {
    const known = this.#answers.get(key)
    if (known !== undefined) return known
    const answer = make()
    const [oldest] = this.#answers.size < this.#limit ? [] : this.#answers.keys()
    if (oldest !== undefined) this.#answers.delete(oldest)
    this.#answers.set(key, answer)
    return answer
  }
}
