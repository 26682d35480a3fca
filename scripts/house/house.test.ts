import { describe, expect, it } from 'vitest'
import { checkCycles } from './cycles.ts'
import { checkLadder } from './ladder.ts'
import { checkLinks } from './links.ts'
import { checkNames } from './names.ts'
import { checkPythonLadder } from './python-ladder.ts'
import { checkTypeParameters } from './type-parameters.ts'

const messages = (findings: readonly { message: string }[]) => findings.map((finding) => finding.message)

describe('ladder', () => {
  const check = (path: string, text: string) => messages(checkLadder([{ path, text }]))

  it('lets imports point down', () => {
    expect(check('packages/react/src/query.ts', "import { createClient } from '@mizan/client'\n")).toEqual([])
  })

  it('refuses an import that points up or sideways', () => {
    const text = "import { z } from 'zod'\nimport {\n  createApp,\n} from '@mizan/server'\n"
    expect(check('packages/client/src/kernel.ts', text)).toEqual([
      'client may not import @mizan/server: the ladder goes down only',
    ])
  })

  it('refuses a private entry and the own front door', () => {
    expect(check('packages/react/src/query.ts', "import { x } from '@mizan/client/src/store.ts'\n")).toEqual([
      '@mizan/client/src/store.ts is not a public entry',
    ])
    expect(check('packages/client/src/store/entry.ts', "import { x } from '../index.ts'\n")).toHaveLength(1)
  })

  it('keeps the protocol package pure', () => {
    expect(check('packages/protocol/src/keys/x.ts', 'const id = crypto.randomUUID()\n')).toHaveLength(1)
    expect(
      check('packages/protocol/src/keys/x.ts', '// no crypto.subtle here: it is asynchronous\n'),
    ).toEqual([])
  })
})

describe('black box', () => {
  it('keeps the judge apart from the packages', () => {
    const text = "import { createApp } from '@mizan/server'\n"
    expect(messages(checkLadder([{ path: 'conformance/runner/judge.ts', text }]))).toEqual([
      'conformance imports nothing of the packages, and so not @mizan/server',
    ])
  })
})

describe('python ladder', () => {
  const check = (path: string, text: string) => messages(checkPythonLadder([{ path, text }]))

  it('goes down only', () => {
    expect(check('python/mizan/pipeline/steps/route.py', 'from mizan.targets import match\n')).toEqual([])
    expect(check('python/mizan/targets/match.py', 'from mizan.pipeline import run\n')).toEqual([
      'mizan.targets may not import mizan.pipeline: the ladder goes down only',
    ])
    expect(check('python/mizan/fastapi/router.py', 'from mizan.django.urls import x\n')).toEqual([
      'mizan.fastapi may not import another adapter',
    ])
  })

  it('keeps frameworks in their adapters', () => {
    expect(check('python/mizan/django/urls.py', 'from django.urls import path\n')).toEqual([])
    expect(check('python/mizan/pipeline/call.py', 'import django.http\n')).toEqual([
      'django is imported in mizan.django alone',
    ])
  })

  it('bounds a file', () => {
    expect(check('python/tests/test_x.py', '\n'.repeat(401))).toEqual(['402 lines; a file has at most 400'])
  })
})

describe('names', () => {
  it('refuses names that say nothing and indexes that are no entry', () => {
    expect(checkNames(['packages/client/src/utils.ts'])).toHaveLength(1)
    expect(checkNames(['packages/client/src/helpers/time.ts'])).toHaveLength(1)
    expect(checkNames(['packages/client/src/store/index.ts'])).toHaveLength(1)
    expect(checkNames(['packages/client/src/storeEntry.ts'])).toHaveLength(1)
    expect(checkNames(['packages/client/src/index.ts', 'packages/client/src/store/entry.test.ts'])).toEqual(
      [],
    )
  })
})

describe('cycles', () => {
  const a = { path: 'packages/x/src/a.ts', text: "import { b } from './b.ts'\n" }

  it('finds a run-time cycle', () => {
    const b = { path: 'packages/x/src/b.ts', text: "import { a } from './a.ts'\n" }
    expect(messages(checkCycles([a, b]))).toEqual([
      'run-time import cycle: packages/x/src/a.ts -> packages/x/src/b.ts -> packages/x/src/a.ts',
    ])
  })

  it('does not count imports of types', () => {
    const b = {
      path: 'packages/x/src/b.ts',
      text: "import type { A } from './a.ts'\nimport { type C } from './a.ts'\n",
    }
    expect(checkCycles([a, b])).toEqual([])
  })
})

describe('type parameters', () => {
  it('allows four and refuses five', () => {
    const file = (list: string) => [{ path: 'x.ts', text: `export type T<${list}> = [A]\n` }]
    expect(checkTypeParameters(file('A, B, C, D'))).toEqual([])
    expect(checkTypeParameters(file('A, B, C, D, E'))).toHaveLength(1)
  })
})

describe('links', () => {
  const check = (text: string) => messages(checkLinks([{ path: 'README.md', text }]))

  it('finds links, paths and anchors that lead nowhere', () => {
    expect(check('[x](packages/ghost/README.md)')).toHaveLength(1)
    expect(check('look into `packages/ghost/src`')).toHaveLength(1)
    expect(check('# Here\n[x](#there)')).toHaveLength(1)
  })

  it('accepts those that do, and leaves code blocks alone', () => {
    expect(
      check('# The map\n[x](#the-map) [y](package.json) `packages/protocol/src`\n```\n[z](ghost)\n```'),
    ).toEqual([])
  })
})
