/** A pure function with a short memory: for hashes that request after request asks for again. */

/** Keeps the answers to the last `limit` different keys. */
export function remember<Input, Answer>(
  compute: (input: Input) => Answer,
  { toKey, limit }: { readonly toKey: (input: Input) => string; readonly limit: number },
): (input: Input) => Answer {
  const answers = new Map<string, { readonly answer: Answer }>()
  return (input) => {
    const key = toKey(input)
    const known = answers.get(key)
    if (known !== undefined) return known.answer
    const answer = compute(input)
    const [oldest] = answers.size < limit ? [] : answers.keys()
    if (oldest !== undefined) answers.delete(oldest)
    answers.set(key, { answer })
    return answer
  }
}
