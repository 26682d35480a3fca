import { describe, expect, it } from 'vitest'
import { avoidReserved, toCamelCase, toPascalCase } from './names.ts'

describe('names', () => {
  it.each([
    ['user_profile', 'userProfile', 'UserProfile'],
    ['userProfile', 'userProfile', 'UserProfile'],
    ['UserProfile', 'userProfile', 'UserProfile'],
    ['user', 'user', 'User'],
    ['HTTPGet', 'httpGet', 'HTTPGet'],
    ['get_HTTP', 'getHTTP', 'GetHTTP'],
    ['NAME_TAKEN', 'nameTaken', 'NameTaken'],
    ['ID', 'id', 'Id'],
    ['a__b_', 'aB', 'AB'],
    ['user_2fa', 'user2fa', 'User2fa'],
    ['PageOfTask', 'pageOfTask', 'PageOfTask'],
    ['x', 'x', 'X'],
    ['x_y_position', 'xYPosition', 'XYPosition'],
  ])('%s becomes %s and %s', (name, camel, pascal) => {
    expect([toCamelCase(name), toPascalCase(name)]).toEqual([camel, pascal])
  })

  it('get an underscore when they are taken', () => {
    for (const name of [
      'class',
      'delete',
      'default',
      'Date',
      'Error',
      'Record',
      'Uint8Array',
      'JsonValue',
      'client',
      'await',
    ]) {
      expect(avoidReserved(name)).toBe(`${name}_`)
    }
    for (const name of ['Comment', 'Node', 'Document', 'name', 'user', 'constructor', 'toString']) {
      expect(avoidReserved(name)).toBe(name)
    }
  })
})
