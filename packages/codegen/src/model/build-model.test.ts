import { describe, expect, it } from 'vitest'
import { DiagnosticsError, formatPlace } from '../diagnostics/diagnostic.ts'
import { readIr } from '../sources/read-ir.ts'
import { buildModel } from './build-model.ts'

function build(ir: string, withReact = true) {
  const { document, places } = readIr(`mizan 1\n${ir}`, 'ir.kdl')
  return buildModel({ document, places, file: 'ir.kdl', withReact })
}

/** What is refused, with places. */
function refusalsOf(ir: string, withReact = true): string[] {
  try {
    build(ir, withReact)
    return []
  } catch (thrown) {
    if (!(thrown instanceof DiagnosticsError)) throw thrown
    return thrown.diagnostics.map(({ what, where }) => `${where.map(formatPlace).join(' + ')}: ${what}`)
  }
}

const mutation = (name: string, body = '', output = 'nothing') =>
  `function "${name}" kind="mutation" {\n${body}\noutput {\n${output}\n}\n}\n`
const struct = (name: string, field = '') => `type "${name}" {\nstruct {\n${field}\n}\n}\n`
const query = (name: string, context: string) =>
  `function "${name}" context="${context}" kind="query" {\noutput {\nnothing\n}\n}\n`

describe('collisions', () => {
  it('of functions are refused with both places', () => {
    expect(refusalsOf(mutation('userProfile') + mutation('user_profile'))).toEqual([
      'ir.kdl:2:1 + ir.kdl:8:1: function "userProfile" and function "user_profile" would both be called `userProfile` in TypeScript',
    ])
  })

  it('of types are refused', () => {
    const ir =
      struct('UserProfile') +
      struct('user_profile') +
      mutation('a', '', 'tuple {\nref "UserProfile"\nref "user_profile"\n}')
    expect(refusalsOf(ir)[0]).toContain(
      'type "UserProfile" and type "user_profile" would both be called `UserProfile`',
    )
  })

  it('of a type with what a function brings along are refused', () => {
    const ir = struct('PingInput') + mutation('ping', 'input {\nfield "x" {\nref "PingInput"\n}\n}')
    expect(refusalsOf(ir)[0]).toContain(
      'type "PingInput" and function "ping" would both be called `PingInput`',
    )
  })

  it('of a context with a function are refused', () => {
    const ir = `context "user" {\n}\n${query('a', 'user')}${mutation('user_context')}`
    expect(refusalsOf(ir)).toEqual([
      'ir.kdl:9:1 + ir.kdl:2:1: function "user_context" and context "user" would both be called `userContext` in TypeScript',
    ])
  })

  it('of hooks matter only where there are hooks', () => {
    const ir = mutation('ping') + mutation('use_ping')
    expect(refusalsOf(ir, true)).toEqual([expect.stringContaining('would both be called `usePing`')])
    expect(refusalsOf(ir, false)).toEqual([])
  })

  it('do not arise from reserved names', () => {
    const names = build(
      mutation('class') + mutation('delete') + struct('Error') + mutation('x', '', 'ref "Error"'),
    ).model
    expect(names.mutations.map((node) => node.call.name)).toEqual(['class_', 'delete_', 'x'])
    expect(names.types.map((type) => type.variants[0]?.symbol.name)).toEqual(['Error_'])
  })
})

describe('input and output of one type', () => {
  const settings = struct('Settings', 'field "theme" default="\\"light\\"" {\nstring\n}')
  const takes = 'input {\nfield "settings" {\nref "Settings"\n}\n}'
  const variantsOf = (ir: string) =>
    build(ir).model.types.map((type) => type.variants.map(({ symbol }) => symbol.name))

  it('are two interfaces when defaults make them differ', () => {
    expect(variantsOf(settings + mutation('save', takes, 'ref "Settings"'))).toEqual([
      ['Settings', 'SettingsDraft'],
    ])
  })

  it('are one when only one is needed, or they are the same', () => {
    expect(variantsOf(settings + mutation('save', takes))).toEqual([['Settings']])
    expect(variantsOf(settings + mutation('load', '', 'ref "Settings"'))).toEqual([['Settings']])
    const plain = settings.replace(' default="\\"light\\""', '')
    expect(variantsOf(plain + mutation('save', takes, 'ref "Settings"'))).toEqual([['Settings']])
  })

  it('are two for every type that holds such a one', () => {
    const page = struct('Page', 'field "settings" {\nref "Settings"\n}')
    const ir = page + settings + mutation('save', takes.replace('Settings', 'Page'), 'ref "Page"')
    expect(variantsOf(ir)).toEqual([
      ['Page', 'PageDraft'],
      ['Settings', 'SettingsDraft'],
    ])
  })
})

describe('what has no client', () => {
  it('uploads are refused where they are declared', () => {
    const ir =
      struct('Upload', 'field "data" {\nfile\n}') +
      mutation('send', 'input {\nfield "a" {\nref "Upload"\n}\n}')
    expect(refusalsOf(ir)).toEqual([
      'ir.kdl:9:1: The function "send" uploads a file: this version has no client for that',
    ])
    expect(refusalsOf(ir.replace('kind="mutation"', 'kind="mutation" private=#true'))).toEqual([])
  })

  it('private functions, routes and contexts that are empty then, are left out', () => {
    const ir = `context "a" {\n}\n${query('hidden', 'a').replace('kind=', 'private=#true kind=')}${mutation('view', '').replace('}\n}\n', '}\nroute "/x" "GET"\n}\n')}`
    const { model, warnings } = build(ir)
    expect([model.contexts, model.queries, model.mutations, warnings]).toEqual([[], [], [], []])
  })

  it('channels, forms and other transports are left out with a warning', () => {
    const channel = 'channel "chat" {\n}\n'
    const form = 'form "contact" {\noutput {\nnothing\n}\n}\n'
    const other = mutation('local').replace('}\n}\n', '}\ntransport "ipc"\n}\n')
    const { model, warnings } = build(other + channel + form)
    expect(model.mutations).toEqual([])
    expect(warnings.map(({ severity, what }) => `${severity} ${what}`)).toEqual([
      'warning The channel "chat" has no client: channels are left out of this version',
      'warning The form "contact" has no client: forms are left out of this version',
      'warning The function "local" has no client: it is restricted to ipc, this client speaks HTTP',
    ])
  })

  it('a context has only the params of its public queries', () => {
    const param = (name: string, used: string) =>
      `param "${name}" required=#true {\nused-by "${used}"\ninteger\n}\n`
    const input = (name: string) => `input {\nfield "${name}" {\ninteger\n}\n}\noutput`
    const ir = [
      `context "a" {\n${param('x', 'open')}${param('y', 'shut')}}\n`,
      query('open', 'a').replace('output', input('x')),
      query('shut', 'a').replace('output', input('y')).replace('kind=', 'private=#true kind='),
    ]
    const [context] = build(ir.join('')).model.contexts
    expect(context?.params.map(({ name }) => name)).toEqual(['x'])
    expect(context?.queries.map(({ node }) => node.name)).toEqual(['open'])
  })
})
