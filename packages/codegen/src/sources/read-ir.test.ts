import { printIr } from '@mizan/protocol'
import { array, assert, constantFrom, oneof, property, string, stringMatching } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DiagnosticsError, formatPlace } from '../diagnostics/diagnostic.ts'
import { readIr } from './read-ir.ts'

const good = `mizan 1
type "Profile" {
    doc "Who somebody is."
    struct {
        field "user_id" {
            integer
        }
        field "name" example="\\"Ada\\"" {
            string max-length=80 min-length=1
        }
    }
}
context "user" {
    param "user_id" required=#true {
        used-by "user_profile"
        integer
    }
}
function "rename" kind="mutation" {
    auth "perm:people.rename"
    input {
        field "user_id" {
            integer
        }
        field "name" {
            string
        }
    }
    output {
        ref "Profile"
    }
    error "NAME_TAKEN" status=409 {
        nothing
    }
    affects "user" {
        scope "user_id"
    }
    merge "user" "user_profile"
}
function "user_profile" cache=60 context="user" kind="query" rev=2 {
    input {
        field "user_id" {
            integer
        }
    }
    output {
        ref "Profile"
    }
}
`

/** `place what` of each problem. */
function problemsOf(text: string): string[] {
  try {
    readIr(text, 'ir.kdl')
    return []
  } catch (thrown) {
    if (!(thrown instanceof DiagnosticsError)) throw thrown
    return thrown.diagnostics.map(({ what, where }) => `${where.map(formatPlace).join(' and ')} ${what}`)
  }
}

describe('readIr', () => {
  it('reads what was printed, to the byte', () => {
    const { document, warnings } = readIr(good, 'ir.kdl')
    expect(warnings).toEqual([])
    expect(printIr(document)).toBe(good)
  })

  it('knows where each declaration stands', () => {
    const { places } = readIr(good, 'ir.kdl')
    expect(places.get('function rename')).toEqual({ file: 'ir.kdl', line: 19, column: 1 })
    expect(places.get('type Profile')?.line).toBe(2)
  })

  it('takes other spellings of the same document, with a warning at the first difference', () => {
    const spelled = good.replace('kind="mutation"', 'kind=#"mutation"#').replace('status=409', 'status=0x199')
    const { document, warnings } = readIr(`${spelled}// end\n`, 'ir.kdl')
    expect(printIr(document)).toBe(good)
    expect(warnings.map(({ severity, where }) => [severity, ...where.map(formatPlace)])).toEqual([
      ['warning', 'ir.kdl:19'],
    ])
  })

  it('drops types that nothing reaches, with a warning', () => {
    const text = good.replace('context "user"', 'type "Unused" {\n    integer\n}\ncontext "user"')
    const { document, warnings } = readIr(text, 'ir.kdl')
    expect(document.types.map((type) => type.name)).toEqual(['Profile'])
    expect(warnings).toHaveLength(1)
  })

  it('collects everything that is wrong in one run', () => {
    const text = good
      .replace('integer\n', 'integr\n')
      .replace('kind="mutation"', 'kind="mutation" colour="red"')
    expect(problemsOf(text)).toEqual([
      'ir.kdl:6:13 "integr" is not a type of the IR',
      'ir.kdl:19:35 "function" has no property "colour"',
    ])
  })
})

describe('bad texts', () => {
  it.each([
    ['nothing', '', 'ir.kdl:1 An IR document begins with `mizan 1`'],
    ['another document', 'package "x"\n', 'ir.kdl:1 An IR document begins with `mizan 1`'],
    [
      'another version',
      'mizan 2\n',
      'ir.kdl:1:1 This document has IR version 2; this generator reads version 1',
    ],
    [
      'a version as text',
      'mizan "1"\n',
      'ir.kdl:1:1 This document has IR version 1; this generator reads version 1',
    ],
    [
      'no KDL',
      'mizan 1\ntype "A" {',
      'ir.kdl:2:11 The IR text is not KDL 2.0: Invalid node children at end of input',
    ],
    ['an unknown node', 'mizan 1\nservice "a"\n', 'ir.kdl:2:1 "service" is not a node of the IR'],
  ])('%s', (_name, text, problem) => {
    expect(problemsOf(text)).toContain(problem)
  })

  it.each([
    ['an unknown property', 'rev=2', 'ref=2', '"function" has no property "ref"'],
    ['a property twice', 'rev=2', 'rev=2 rev=2', '"function" has the property "rev" twice'],
    [
      'a property of another type',
      'cache=60',
      'cache="60"',
      'The property "cache" of "function" must be a whole number from 0',
    ],
    [
      'a number that is no count',
      'cache=60',
      'cache=1.5',
      'The property "cache" of "function" must be a whole number from 0',
    ],
    [
      'an infinite number',
      'cache=60',
      'cache=#inf',
      'The property "cache" of "function" must be a whole number from 0',
    ],
    [
      'a kind that is none',
      'kind="query"',
      'kind="channel"',
      'A function needs kind="query" or kind="mutation"',
    ],
    ['a status that is none', 'status=409', 'status=500', 'A declared error needs a status from 400 to 499'],
    ['no status', ' status=409', '', 'A declared error needs a status from 400 to 499'],
    ['an unknown child', 'auth "perm:people.rename"', 'guard "x"', '"function" has no child "guard"'],
    [
      'a child twice',
      'auth "perm:people.rename"',
      'auth "staff"\n    auth "staff"',
      '"function" has "auth" twice',
    ],
    ['a guard that is none', 'perm:people.rename', 'admin', '"admin" is not a guard of the IR'],
    [
      'an argument too many',
      'merge "user" "user_profile"',
      'merge "user" "user_profile" "x"',
      '"merge" has an argument too many',
    ],
    ['an argument too few', 'merge "user" "user_profile"', 'merge "user"', '"merge" lacks its function'],
    [
      'an argument of another type',
      'merge "user" "user_profile"',
      'merge "user" 5',
      'The function of "merge" must be a string',
    ],
    [
      'null as an argument',
      'merge "user" "user_profile"',
      'merge "user" #null',
      'The function of "merge" must not be null',
    ],
    ['a type annotation', 'merge "user"', 'merge (a)"user"', 'Type annotations are not part of the IR'],
    [
      'a type annotation on a node',
      'merge "user"',
      '(a)merge "user"',
      'Type annotations are not part of the IR',
    ],
    [
      'no output',
      'output {\n        ref "Profile"\n    }\n    error',
      'error',
      '"function" lacks its output',
    ],
    ['two types', 'scope "user_id"', 'scope "user_id" {\n        }', '"scope" takes no children'],
    [
      'a field twice',
      'field "name" {\n            string\n',
      'field "user_id" {\n            string\n',
      'The field "user_id" stands here twice',
    ],
    ['a field with two types', 'string\n', 'string\n            integer\n', '"field" has more than one type'],
    ['a field without a type', '            string\n', '', '"field" lacks its type'],
    [
      'a format that is none',
      'string max-length=80',
      'string format="phone" max-length=80',
      '"phone" is not a format of the IR',
    ],
    ['an enum of one', 'string max-length=80 min-length=1', 'enum "a"', 'An enum has two members or more'],
    [
      'a literal that is no integer',
      'string max-length=80 min-length=1',
      'literal 1.5',
      'A literal is a string, an integer or a boolean',
    ],
    ['a param nobody uses', '        used-by "user_profile"\n', '', 'A param names the queries that use it'],
    [
      'a declaration twice',
      'function "user_profile"',
      'function "rename"',
      'The function "rename" is declared twice',
    ],
    ['a name with a wrong character', 'function "rename"', 'function "re-name"', 'is no name'],
    ['a ref to nothing', 'ref "Profile"', 'ref "Person"', 'Person'],
  ])('%s', (...[, from, to, problem]) => {
    const text = good.replace(from, to)
    expect(text).not.toBe(good)
    const problems = problemsOf(text)
    expect(problems.join('\n')).toContain(problem)
    for (const found of problems) expect(found).toMatch(/^ir\.kdl:\d+:\d+ /)
  })

  it('nested too deeply', () => {
    const nest = (depth: number) =>
      `mizan 1\ntype "A" {\n${'list {\n'.repeat(depth)}integer\n${'}\n'.repeat(depth)}}\n`
    expect(problemsOf(nest(100))).toEqual(['ir.kdl:68:1 Types nest deeper than 64'])
    expect(problemsOf(nest(50_000))).toHaveLength(1)
  })
})

describe('hostile texts', () => {
  const words = constantFrom(
    'mizan',
    'type',
    'field',
    'struct',
    'ref',
    '"__proto__"',
    '"constructor"',
    'union',
    '{',
    '}',
    '\n',
    ';',
    '1',
    '#null',
    '-0',
    'p=1',
    '(t)',
    '/-',
    '"""',
    '\\',
    '\u{feff}',
    '\u{2028}',
  )

  it('never do anything but give diagnostics', () => {
    const fragments = array(
      oneof(words, string({ unit: 'binary' }), stringMatching(/^[a-z" {}=#\n]{0,20}$/)),
      { maxLength: 40 },
    )
    assert(
      property(fragments, (parts) => {
        problemsOf(parts.join(' '))
        problemsOf(`mizan 1\n${parts.join(' ')}`)
      }),
      { numRuns: 150 },
    )
  })

  it('made by breaking a good one never crash', () => {
    const places = array(oneof(words, string()), { minLength: 1, maxLength: 3 })
    assert(
      property(places, (parts) => {
        for (const [index, part] of parts.entries()) {
          const at = (index * 7919 + part.length * 104729) % good.length
          problemsOf(good.slice(0, at) + part + good.slice(at))
          problemsOf(good.slice(0, at) + part + good.slice(at + 9))
        }
      }),
      { numRuns: 100 },
    )
  })
})
