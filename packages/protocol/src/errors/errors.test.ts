import { expect, test } from 'vitest'
import {
  CallError,
  decodeErrorEnvelope,
  encodeErrorEnvelope,
  isCallError,
  isProtocolError,
  ProtocolError,
  statusOf,
} from '../index.ts'

test('a closed code knows its status, a declared one brings it', () => {
  expect(new CallError('NOT_FOUND')).toMatchObject({ code: 'NOT_FOUND', status: 404, message: 'NOT_FOUND' })
  expect(new CallError('NAME_TAKEN', 'Taken.', { status: 409, details: { suggestion: 'b' } })).toMatchObject({
    status: 409,
    details: { suggestion: 'b' },
  })
  expect(statusOf('constructor')).toBeUndefined()
})

test('errors are known by their brand', () => {
  const twin = Object.assign(new Error('of another copy'), { '@mizan/CallError': true })
  expect(isCallError(new CallError('NOT_FOUND'))).toBe(true)
  expect(isCallError(twin)).toBe(true)
  expect(isCallError(new ProtocolError('odd'))).toBe(false)
  expect(isProtocolError(new ProtocolError('odd', { status: 200 }))).toBe(true)
  expect(isCallError(null)).toBe(false)
})

test('an envelope comes back as it went', () => {
  const body = encodeErrorEnvelope('NAME_TAKEN', 'Taken.', { suggestion: 'b' })
  expect(decodeErrorEnvelope(body, { status: 409 })).toMatchObject({
    code: 'NAME_TAKEN',
    message: 'Taken.',
    status: 409,
    details: { suggestion: 'b' },
  })
})

test('what is no envelope is none', () => {
  const inherited: unknown = Object.create({ error: { code: 'X', message: 'x' } })
  for (const body of [
    null,
    [],
    'error',
    {},
    { error: 'x' },
    { error: { code: 5, message: 'x' } },
    inherited,
  ]) {
    expect(decodeErrorEnvelope(body)).toBeUndefined()
  }
})
