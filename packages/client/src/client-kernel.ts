/** The kernel as apps and generated code see it: something that functions, plugins and descriptors of this package hand on, and nothing else. */

/** Opaque: what `client.kernel` is. */
export interface ClientKernel {
  /** Where the server's endpoints are. */
  readonly baseUrl: string
}

/** Opaque: what `createClient({ plugins })` takes. */
export type Plugin = (kernel: ClientKernel) => void

/** Opaque: one run of a mutation. */
export interface MutationCall {
  /** Counts the mutations of its client. */
  readonly id: number
}

/** Opaque: one read of an entry. */
export interface EntryRead {
  /** How often it was tried before. */
  readonly attempts: number
}
