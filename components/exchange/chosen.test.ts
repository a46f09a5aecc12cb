import { expect, test } from 'vitest'
import { readText, withFiles } from './chosen.ts'

const file = (name: string, text: string) => ({ name, text, format: null })
test('a corrected file takes the place of the old one; files of one name that come together are told apart', () => {
  const first = withFiles([], [file('catalog-info.yaml', 'a'), file('catalog-info.yaml', 'b'), file('x.csv', 'c')])
  expect(first.map(({ name }) => name)).toEqual(['catalog-info.yaml', 'catalog-info.yaml (2)', 'x.csv'])
  expect(withFiles(first, [file('x.csv', 'd')]).map(({ text }) => text)).toEqual(['a', 'b', 'd'])
})

test('bytes that are not UTF-8 are refused, a byte order mark is none of the text', async () => {
  expect(await readText(new File([new Uint8Array([0x6e, 0xff])], 'a.csv'))).toEqual({ problem: expect.stringContaining('not UTF-8') })
  expect(await readText(new File([new Uint8Array([0xef, 0xbb, 0xbf, 0x6e])], 'a.csv'))).toEqual({ file: file('a.csv', 'n') })
})
