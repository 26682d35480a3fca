/** The seam between a mutation and the values that are shown before its answer. */
import type { MutationDescriptor } from '../descriptor.ts'
import type { Kernel } from '../kernel.ts'

/** What one mutation shows ahead of the server. */
export interface Layers {
  /** The server said what became of it at this tick: each layer stays until the value that covers it came. */
  answered(answeredAt: number): void
  /** It did not happen. */
  undo(): void
}

/** Made by `optimistic()`. */
export interface OptimisticUpdate<Args> {
  begin(kernel: Kernel, mutation: MutationDescriptor<never, unknown, unknown>, args: Args): Layers
}
