/** The pure parts of the Mizan protocol. The same in Node and in browsers, without dependencies, clocks or sockets. */

// Errors that cross the wire, and that say an answer is not ours.
export { CallError, type CallErrorOptions, isCallError, statusOf } from './errors/call-error.ts'
export { type AnswerFacts, decodeErrorEnvelope, encodeErrorEnvelope } from './errors/error-envelope.ts'
export { InvariantError } from './errors/invariant-error.ts'
export { isProtocolError, ProtocolError } from './errors/protocol-error.ts'
// Numbers and names of the wire, generated from protocol/*.yaml.
export { ERROR_CODES, ERROR_STATUS, type ErrorCode } from './generated/errors.ts'
export { EXPOSED_HEADERS, HEADERS, PROTOCOL_VERSION } from './generated/headers.ts'
export { LIMITS, type Limits } from './generated/limits.ts'
// The IR as values.
export type * from './ir/model.ts'
// JSON: the strict decoder, and one text per value.
export { toCanonicalJson } from './json/canonical-json.ts'
export { JsonError } from './json/json-error.ts'
export type { JsonObject, JsonValue } from './json/json-value.ts'
export { parseJson } from './json/parse-json.ts'
// Keys: hashes and what is named by them.
export { type CacheKeyParts, cacheKey } from './keys/cache-key.ts'
export { hmacSha256Hex } from './keys/hmac.ts'
export { identityKeys, permissionKey, type Rights } from './keys/identity-keys.ts'
export { sha256Hex } from './keys/sha256.ts'
// Targets: what a mutation makes stale, which entries that is, and how it stands in headers.
export { decodeEntryHeader, decodeInvalidateHeader, decodeTarget } from './targets/decode-target.ts'
export { dedupeTargets, swallows } from './targets/dedupe-targets.ts'
export { encodeEntryHeader, encodeInvalidateHeader, encodeTarget } from './targets/encode-target.ts'
export { matchTarget } from './targets/match-target.ts'
export {
  cacheGroup,
  cacheGroups,
  staleCacheGroups,
  type TaggedEntry,
  tagsOfEntry,
  tagsOfTarget,
} from './targets/tags.ts'
export type { Entry, Target } from './targets/target.ts'
// Names and orders.
export { compareByteOrder } from './values/byte-order.ts'
export { isName } from './values/name.ts'
