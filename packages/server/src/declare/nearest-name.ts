/** A name that somebody may have meant, for messages about one that does not exist. */

/** The known name that takes the fewest edits, and no more than a third of its letters; undefined when none is near. */
export function nearestName(given: string, known: readonly string[]): string | undefined {
  let nearest: string | undefined
  let least = Number.POSITIVE_INFINITY
  for (const name of known) {
    const edits = countEdits(given.toLowerCase(), name.toLowerCase())
    if (edits >= least || edits > Math.max(1, Math.floor(name.length / 3))) continue
    nearest = name
    least = edits
  }
  return nearest
}

/** The hint of such a message. */
export function suggestName(given: string, known: readonly string[]): string {
  const nearest = nearestName(given, known)
  const all = `Options are ${known.join(', ')}.`
  return nearest === undefined ? all : `Did you mean "${nearest}"? ${all}`
}

/** Letters put in, left out or replaced. */
function countEdits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at)
  for (const [line, letter] of Array.from(from).entries()) {
    const next = [line + 1]
    for (let at = 0; at < to.length; at += 1) {
      const replaced = (row[at] ?? 0) + (letter === to[at] ? 0 : 1)
      next.push(Math.min(replaced, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}
