/** The pure parts of the Mizan protocol. The same in Node and in browsers, without dependencies, clocks or sockets. */

// Errors that cross the wire, and that say an answer is not ours.
export { CallError, type CallErrorOptions, isCallError, statusOf } from './errors/call-error.ts'
export { type AnswerFacts, decodeErrorEnvelope, encodeErrorEnvelope } from './errors/error-envelope.ts'
export { InvariantError } from './errors/invariant-error.ts'
export { isProtocolError, ProtocolError } from './errors/protocol-error.ts'
// Numbers and names of the wire, generated from protocol/*.yaml.
export { ERROR_CODES, ERROR_STATUS, type ErrorCode } from './generated/errors.ts'
export * from './generated/headers.ts'
export * from './generated/limits.ts'
// Identity: tokens, sessions and what proves them, as texts.
export { type CsrfBinding, type CsrfSigner, createCsrfToken, isCsrfToken } from './identity/csrf-token.ts'
export { isKeyId, keyId, type NamedSecret } from './identity/key-id.ts'
export { isSameText } from './identity/same-text.ts'
export { sessionKey } from './identity/session-key.ts'
export {
  isInTime,
  type MwtClaims,
  readAccessClaims,
  readMwtClaims,
  type TokenClaims,
  type TokenMoment,
} from './identity/token-claims.ts'
export {
  findSecret,
  isSignedBy,
  readPayload,
  readTokenText,
  type TokenParts,
  type TokenType,
} from './identity/token-text.ts'
// The IR: its model as values, its one normal form, its text, its fingerprints.
export { checkDocument } from './ir/check/check-document.ts'
export { fingerprintContext, fingerprintFunction } from './ir/fingerprint.ts'
export { IrError } from './ir/ir-error.ts'
export type * from './ir/model.ts'
export { normalizeDoc } from './ir/normalize-doc.ts'
export { normalizeDocument } from './ir/normalize-document.ts'
export { normalizeField, normalizeType } from './ir/normalize-type.ts'
export { printIr } from './ir/print.ts'
export { type NamedTypes, resolveType, stripNullable, toNamedTypes } from './ir/resolve-type.ts'
export { printType } from './ir/type-node.ts'
// JSON: the strict decoder, and one text per value.
export { toCanonicalJson } from './json/canonical-json.ts'
export { JsonError } from './json/json-error.ts'
export type { JsonObject, JsonValue } from './json/json-value.ts'
export { parseJson } from './json/parse-json.ts'
// Keys: hashes and what is named by them.
export { type CacheKeyParts, cacheKey } from './keys/cache-key.ts'
export { hmacSha256, hmacSha256Hex } from './keys/hmac.ts'
export { identityKeys, permissionKey, type Rights } from './keys/identity-keys.ts'
export { sha256Hex } from './keys/sha256.ts'
// The edge manifest, and what an edge reads.
export { type CanonicalQuery, canonicalQuery } from './manifest/canonical-query.ts'
export { createManifest, type ManifestOptions, printManifest } from './manifest/create-manifest.ts'
export type * from './manifest/edge-manifest.ts'
export { isSignedRequest, type SignedRequest, signRequest } from './manifest/edge-signature.ts'
export { readManifest } from './manifest/read-manifest.ts'
// Query strings of context fetches.
export {
  type DeclaredParam,
  decodeQuery,
  FUNCTION_KEY,
  type QueryRefusal,
  type QueryResult,
} from './query-string/decode-query.ts'
export { encodeQuery } from './query-string/encode-query.ts'
// Structure: JSON against the IR on the way in, natives to JSON on the way out.
export type { CheckResult, FieldProblems } from './structure/check-result.ts'
export { type Checker, compileChecker, compileFieldsChecker } from './structure/compile-checker.ts'
export { compileEncoder, type Encoder } from './structure/compile-encoder.ts'
export { compileWriter, type Writer } from './structure/compile-writer.ts'
export { EncodeError } from './structure/encode-error.ts'
export { compilePattern } from './structure/pattern/compile-pattern.ts'
export { encodePointer } from './structure/pointer.ts'
// Targets: what a mutation makes stale, which entries that is, and how it stands in headers.
export { decodeEntryHeader, decodeInvalidateHeader, decodeTarget } from './targets/decode-target.ts'
export { dedupeTargets, swallows } from './targets/dedupe-targets.ts'
export { encodeEntryHeader, encodeInvalidateHeader, encodeTarget } from './targets/encode-target.ts'
export { matchTarget } from './targets/match-target.ts'
export { percentEncode } from './targets/percent.ts'
export {
  cacheGroup,
  cacheGroups,
  staleCacheGroups,
  type TaggedEntry,
  tagsOfEntry,
  tagsOfTarget,
} from './targets/tags.ts'
export type { Entry, Target } from './targets/target.ts'
// Values: one normal form per scalar, natives, and the text by which params are compared.
export {
  base64ToBytes,
  base64UrlToBytes,
  bytesToBase64,
  bytesToBase64Url,
  normalizeBytes,
} from './values/base64.ts'
// Names and orders.
export { compareByteOrder } from './values/byte-order.ts'
export { canonicalText, canonicalTextOfKind } from './values/canonical-text.ts'
export { normalizeDate, normalizeDatetime, normalizeTime } from './values/date-time.ts'
export { normalizeBigint, normalizeDecimal } from './values/decimal.ts'
export { normalizeDuration } from './values/duration.ts'
export { isName } from './values/name.ts'
export { dateToDatetime, datetimeToDate } from './values/native-datetime.ts'
export { type ParamKind, paramKind } from './values/param-kind.ts'
export { normalizeUuid } from './values/uuid.ts'
