/** A value of the app's own code that does not fit its type: thrown where it is met, its place put together on the way out. */
export class Misfit extends Error {
  override readonly name = 'Misfit'
  /** From the value that was met outwards. */
  readonly place: (string | number)[] = []
}

/** To throw: what was caught below a member or an item, with the place of that. */
export function placeMisfit(thrown: unknown, key: string | number): unknown {
  if (thrown instanceof Misfit) thrown.place.push(key)
  return thrown
}
