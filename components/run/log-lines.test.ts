import { expect, it } from 'vitest'
import { linesOf, mergeChunks, sinceStart } from './log-lines.ts'

const line = (message: string) => ({ t: 0, level: 'info', message })

it('keeps chunks in order and each once, however they arrive', () => {
  const late = mergeChunks(new Map(), [{ seq: 2, lines: [line('c')] }])
  const all = mergeChunks(late, [
    { seq: 0, lines: [line('a')] },
    { seq: 1, lines: [line('b')] },
    { seq: 2, lines: [line('c')] },
  ])
  expect(linesOf(all).map(({ message }) => message)).toEqual(['a', 'b', 'c'])
  expect(new Set(linesOf(all).map(({ key }) => key)).size).toBe(3)
})

it('shows one row for each line of a message, without terminal colours', () => {
  expect(linesOf(new Map([[0, [line('\u001b[31mred\u001b[0m\nnext\u0007')]]])).map(({ message }) => message)).toEqual(['red', 'next'])
})

it('writes times since the start of the stage', () => {
  expect(sinceStart(64_210)).toBe('01:04.210')
  expect(sinceStart(0)).toBe('00:00.000')
})
