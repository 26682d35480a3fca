/** The seam between a mutation and the values that are shown before its answer. */
import type { ClientKernel } from '../client-kernel.ts'
import type { MutationDescriptor } from '../descriptor.ts'

/** What one mutation shows ahead of the server. */
export interface Layers {
  /** The server said what became of it at this tick: each layer stays until the value that covers it came. */
  answered(answeredAt: number): void
  /** It did not happen. */
  undo(): void
}

/** Made by `optimistic()`. */
export interface OptimisticUpdate<Args> {
  begin(kernel: ClientKernel, mutation: MutationDescriptor<never, unknown, unknown>, args: Args): Layers
}
