import { describe, expect, it } from 'vitest'
import { DiagnosticsError } from '../diagnostics/diagnostic.ts'
import { checkConfig } from './check-config.ts'

const targets = [{ target: 'react', out: './web' }]
const source = { entry: './app.ts' }

function problemsOf(value: unknown): string[] {
  try {
    checkConfig(value, { file: 'mizan.config.ts' })
    return []
  } catch (thrown) {
    if (!(thrown instanceof DiagnosticsError)) throw thrown
    return thrown.diagnostics.map((diagnostic) => diagnostic.what)
  }
}

describe('checkConfig', () => {
  it.each([
    { source, targets },
    { source: { file: 'ir.kdl' }, targets },
    {
      source: { command: ['python', '-m', 'x'], watch: ['app'] },
      targets: [{ target: 'typescript', out: 'a', importExtension: 'ts' }],
    },
  ])('takes %j', (config) => {
    expect(checkConfig(config, { file: 'mizan.config.ts' })).toEqual(config)
  })

  it.each([
    [undefined, ['The configuration is no object']],
    [[], ['The configuration is no object']],
    [{ source }, ['`targets` must be a list']],
    [{ source, targets: [] }, ['`targets` must be a list']],
    [{ targets }, ['`source` must say where the IR comes from']],
    [{ source: { entry: 'a', file: 'b' }, targets }, ['`source` must say where the IR comes from']],
    [{ source: { entry: 5 }, targets }, ['`source.entry` must be a path']],
    [{ source: { file: '' }, targets }, ['`source.file` must be a path']],
    [{ source: { command: 'python -m x' }, targets }, ['`source.command` must be a list of strings']],
    [{ source: { command: [] }, targets }, ['`source.command` must be a list of strings']],
    [{ source: { command: ['x'], watch: 'app' }, targets }, ['`source.watch` must be a list of paths']],
    [{ source: { entry: 'a', watch: [] }, targets }, ['`source` has no key "watch"']],
    [{ source, targets, target: 1 }, ['The configuration has no key "target"']],
    [{ source, targets: [5] }, ['`targets[0]` must be an object']],
    [
      { source, targets: [{ target: 'vue', out: 'a' }] },
      ['`targets[0].target` must be one of typescript, react, openapi, mcp'],
    ],
    [{ source, targets: [{ target: 'react' }] }, ['`targets[0].out` must be the path of a folder']],
    [
      { source, targets: [{ target: 'react', out: 'a', importExtension: '.js', x: 1 }] },
      ['`targets[0]` has no key "x"', '`targets[0].importExtension` must be "js", "ts" or "none"'],
    ],
  ])('refuses %j', (config, problems) => {
    expect(problemsOf(config)).toEqual(problems)
  })
})
