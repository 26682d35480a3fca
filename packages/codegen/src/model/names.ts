/** Names of the IR → names of TypeScript, and the names that are taken (README, Names). */

/** `user_profile` → `UserProfile`. */
export function toPascalCase(name: string): string {
  return splitWords(name).map(capitalize).join('')
}

/** `user_profile` → `userProfile`, `HTTPGet` → `httpGet`. */
export function toCamelCase(name: string): string {
  const [first = '', ...rest] = splitWords(name)
  const start = first.replace(/^(?:[A-Z]+(?![a-z])|[A-Z])/, (capitals) => capitals.toLowerCase())
  return [start, ...rest.map(capitalize)].join('')
}

/** A name that the language or the generated code itself uses gets a trailing underscore, which no converted name has. */
export function avoidReserved(name: string): string {
  return RESERVED.has(name) ? `${name}_` : name
}

/** Underscores part words; a name all in capitals counts as lower case. */
function splitWords(name: string): string[] {
  const text = /[a-z]/.test(name) ? name : name.toLowerCase()
  return text.split('_').filter((word) => word !== '')
}

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

const KEYWORDS =
  'abstract any arguments as asserts async await bigint boolean break case catch class const continue debugger declare default delete do else enum eval export extends false finally for from function get global if implements import in infer instanceof interface intrinsic is keyof let module namespace never new null number object of out override package private protected public readonly require return satisfies set static string super switch symbol this throw true try type typeof undefined unique unknown using var void while with yield'

/** Globals of ECMAScript and helper types of TypeScript. Names of the DOM are free: `Comment` is a fine name for a type of an app. */
const GLOBALS =
  'AggregateError Array ArrayBuffer Atomics Awaited BigInt BigInt64Array BigUint64Array Boolean DataView Date Error EvalError Exclude Extract FinalizationRegistry Float32Array Float64Array Function Infinity Int16Array Int32Array Int8Array Intl Iterator JSON Map Math NaN NonNullable Number Object Omit Parameters Partial Pick Promise Proxy RangeError Readonly ReadonlyArray Record ReferenceError Reflect RegExp Required ReturnType Set SharedArrayBuffer String Symbol SyntaxError TypeError URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet globalThis'

/** What the generated modules import or use as the name of a parameter. */
const IMPORTED =
  'CallOptions Client ClientError ContextDescriptor DeclaredError JsonObject JsonValue MizanProvider MutationDescriptor QueryDescriptor args base64ToBytes bytesToBase64 client createContextProvider createMutationHook createQueryHook createSuspenseQueryHook dateToDatetime datetimeToDate options useMizanClient'

const RESERVED: ReadonlySet<string> = new Set(`${KEYWORDS} ${GLOBALS} ${IMPORTED}`.split(' '))
