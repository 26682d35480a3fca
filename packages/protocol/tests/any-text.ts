/** Well-formed texts of every plane, for properties. fast-check's own `binary` unit takes seconds to start. */
import fc from 'fast-check'

const edges = [
  '\0',
  '\t',
  '\n',
  '"',
  '\\',
  '/',
  '\u007f',
  '\u0085',
  'é',
  '\u2028',
  '\ud7ff',
  '\ue000',
  '\ufeff',
  '\uffff',
  '😀',
]

/** One code point. */
export const anyCharacter: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('a', 'b', '0', ...edges),
  // Beyond the surrogates, which are no characters.
  fc.nat(0x10ffff - 0x800).map((code) => String.fromCodePoint(code < 0xd800 ? code : code + 0x800)),
)

export const anyText: fc.Arbitrary<string> = fc.string({ unit: anyCharacter })
