/** `client` and `@client`: what they leave on a function, and how the registry finds it. */
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { client } from '../src/declare/client.ts'
import { declarationOf } from '../src/declare/declaration.ts'
import { isDeclarationError } from '../src/declare/declaration-error.ts'
import { placeOfFrame } from '../src/declare/place.ts'
import { isReactContext, ReactContext } from '../src/declare/react-context.ts'
import type { Call } from '../src/pipeline/call.ts'
import { createRegistry } from '../src/registry/create-registry.ts'

const call = { user: null } as Call
const Users = new ReactContext('users')

describe('client(options, fn)', () => {
  const double = client({ context: Users, input: { n: z.int() }, output: z.int() }, ({ n }) => n * 2)

  test('is the handler when it is called', () => {
    expect(double({ n: 2 })).toBe(4)
  })

  test('carries its declaration and place', () => {
    expect(declarationOf(double)?.options.context).toBe(Users)
    expect(declarationOf(double)?.place).toMatch(/^packages\/server\/tests\/declare-client\.test\.ts:\d+$/)
    expect(Users.place).toMatch(/declare-client\.test\.ts:\d+$/)
  })

  test('says what to do when the call is missing', () => {
    const whoami = client({ context: Users }, (_args, { user }) => void user?.id)
    expect(() => whoami({})).toThrow('app.caller')
    expect(whoami({}, call)).toBeUndefined()
  })

  test('takes its name from the export, or from the option', () => {
    const named = client({ name: 'other_name', affects: 'nothing' }, () => null)
    const registry = createRegistry({ modules: [{ double, named }] })
    expect([...registry.functions.keys()]).toEqual(['double', 'other_name'])
    expect(registry.nameOf(named)).toBe('other_name')
    expect(registry.nameOf(() => null)).toBeUndefined()
  })

  test('is registered once when it is exported again elsewhere', () => {
    expect(createRegistry({ modules: [{ double }, { double }] }).functions.size).toBe(1)
  })
})

class Base {
  greeting = 'Hello'

  @client({ affects: 'nothing', input: { name: z.string() }, output: z.string() })
  greet({ name }: { name: string }): string {
    return `${this.greeting} ${name}`
  }

  @client({ affects: 'nothing' })
  hidden(): null {
    return null
  }
}

class Derived extends Base {
  override greeting = 'Salut'

  // Not offered: an override decides for itself.
  override hidden(): null {
    return null
  }

  @client({ name: 'renamed', affects: 'nothing', output: z.string() })
  async own(_args: object, { user }: Call): Promise<string> {
    return `${this.greeting} ${user === null ? 'nobody' : user.id}`
  }
}

describe('@client(options)', () => {
  test('methods, inherited ones too, with the instance as this', async () => {
    const { functions } = createRegistry({ modules: [], instances: [new Derived()] })
    expect([...functions.keys()]).toEqual(['greet', 'renamed'])
    expect(functions.get('greet')?.invoke({ name: 'Ada' }, call)).toBe('Salut Ada')
    expect(await functions.get('renamed')?.invoke({}, call)).toBe('Salut nobody')
  })

  test('the legacy signature is the same thing', () => {
    class Legacy {
      factor = 3
      triple({ n }: { n: number }): number {
        return n * this.factor
      }
    }
    const descriptor = Object.getOwnPropertyDescriptor(Legacy.prototype, 'triple') as never
    client({ affects: 'nothing', input: { n: z.int() }, output: z.int() })(
      Legacy.prototype,
      'triple',
      descriptor,
    )
    const { functions } = createRegistry({ modules: [], instances: [new Legacy()] })
    expect(functions.get('triple')?.invoke({ n: 2 }, call)).toBe(6)
  })

  test('static methods of a class, and client functions that an instance holds', () => {
    class Holder {
      held = client({ affects: 'nothing' }, () => null)
      @client({ affects: 'nothing' })
      static fixed(): null {
        return null
      }
    }
    expect([...createRegistry({ modules: [], instances: [Holder, new Holder()] }).functions.keys()]).toEqual([
      'fixed',
      'held',
    ])
  })

  test('getters of an instance are not run', () => {
    class Trap {
      get boom(): never {
        throw new Error('ran')
      }
      @client({ affects: 'nothing' })
      calm(): null {
        return null
      }
    }
    expect([...createRegistry({ modules: [], instances: [new Trap()] }).functions.keys()]).toEqual(['calm'])
  })

  test('stands on nothing but methods', () => {
    const decorate = client({ affects: 'nothing' }) as unknown as (value: unknown, context: object) => void
    expect(() => decorate(undefined, { kind: 'field' })).toThrow('stands on methods')
  })
})

describe('brands', () => {
  test('a context of another copy of the package is one', () => {
    expect(isReactContext(Users)).toBe(true)
    expect(isReactContext({ [Symbol.for('mizan.ReactContext')]: true, name: 'x' })).toBe(true)
    expect(isReactContext({ name: 'x' })).toBe(false)
    expect(isDeclarationError(new Error('x'))).toBe(false)
  })
})

describe('places', () => {
  test.each([
    ['    at file:///srv/app/users.ts:12:30', '/srv/app/users.ts:12'],
    ['    at async load (file:///srv/app/users.ts:12:30)', '/srv/app/users.ts:12'],
    ['    at new Users (/srv/app/users.ts?v=3:12:30)', '/srv/app/users.ts:12'],
    ['load@http://127.0.0.1/users.js:12:30', 'http://127.0.0.1/users.js:12'],
    ['@/srv/app/users.ts:12:30', '/srv/app/users.ts:12'],
    ['    at node:internal/modules/run_main:171:5', undefined],
    ['    at native:1:1', undefined],
    ['nonsense', undefined],
  ])('%s', (frame, place) => {
    expect(placeOfFrame(frame)).toBe(place)
  })
})
