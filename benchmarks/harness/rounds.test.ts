import { expect, test } from 'vitest'
import { rotate, runRounds } from './rounds.ts'

test('sides take turns, each first once, and warm-ups leave no sample', async () => {
  const turns: string[] = []
  const side = (name: string) => (round: number) => {
    turns.push(`${name}${round}`)
    return round
  }
  const samples = await runRounds({ a: side('a'), b: side('b') }, { rounds: 2, warmUps: 1 })
  expect(turns).toEqual(['a-1', 'b-1', 'b0', 'a0', 'a1', 'b1'])
  expect(samples).toEqual({ a: [0, 1], b: [0, 1] })
})

test('a rotation loses nothing', () => {
  expect(rotate(['a', 'b', 'c'], 4)).toEqual(['b', 'c', 'a'])
  expect(rotate([], 3)).toEqual([])
})
