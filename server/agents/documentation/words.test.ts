import { expect, test } from 'vitest'
import { wordsOf } from './words.ts'

test('a search looks through sentences, not through what draws or lines up', () => {
  const text =
    '<!-- gantry:begin a 00 -->\n\n# A system\n\n| Data | Mode |\n| --- | --- |\n| lead scores | sync |\n\n```mermaid\nflowchart TB\n  n1 --> n2\n```\n\nSee [its flows](INTEGRATION.md) in `code` and a\\_b.\n'
  expect(wordsOf('A', 'text/markdown', text)).toBe('A\n\nA system\nData · Mode\nlead scores · sync\nSee its flows in code and a_b.\n')
  expect(wordsOf('Drawing', 'image/svg+xml', '<svg>secret</svg>')).toBe('Drawing')
  expect(wordsOf('Contract', 'application/json', '{"a": 1}')).toBe('Contract\n{"a": 1}')
})
