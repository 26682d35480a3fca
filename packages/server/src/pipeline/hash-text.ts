/** SHA-256 of a text: by the runtime where it has a synchronous one, which is many times faster than our own (SPEC.md, Headers of a bundle). */
import { sha256Hex } from '@mizan/protocol'

/** 64 hex digits. */
export const hashText: (text: string) => string = findRuntimeHash() ?? sha256Hex

interface RuntimeCrypto {
  readonly hash?: (algorithm: string, text: string, encoding: 'hex') => string
}

/** Node from 22.3 and runtimes that follow it; without an import, which others would stumble over. */
function findRuntimeHash(): ((text: string) => string) | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } }
  const crypto = process?.getBuiltinModule?.('node:crypto') as RuntimeCrypto | undefined
  const hash = crypto?.hash
  return hash === undefined ? undefined : (text) => hash('sha256', text, 'hex')
}
