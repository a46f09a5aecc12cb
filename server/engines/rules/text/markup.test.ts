import { describe, expect, it } from 'vitest'
import { readLines } from './lines.ts'

const read = (text: string) =>
  readLines([{ name: 'a', role: 'requirements', text }])
    .filter((line) => !line.code)
    .map((line) => ({ text: line.text, raw: text.slice(line.start, line.end), heading: line.headings.at(-1) ?? '', cells: Object.keys(line.cells) }))

describe('markup that is not Markdown', () => {
  it('reads headings, items and terms of AsciiDoc, and says where they stood', () => {
    const found = read('= Hotel\n:toc:\n\n== Rooms\n\n. A clerk can add rooms.\n* A guest can see rooms.\n\n== Words\n\nRoom:: a place to sleep\n')
    expect(found.map(({ text, heading }) => [heading, text])).toEqual([
      ['Rooms', 'A clerk can add rooms.'],
      ['Rooms', 'A guest can see rooms.'],
      ['Words', 'a place to sleep'],
    ])
    expect(found.map(({ raw }) => raw)).toEqual(['A clerk can add rooms.', 'A guest can see rooms.', 'Room:: a place to sleep'])
  })

  it('reads tables of AsciiDoc', () => {
    const [first, second] = read('== Room\n\n[cols="1,1"]\n|===\n|Field |Type\n|Name |Text(5)\n|Floor |Integer\n|===\n\n== End\n')
    expect(first).toMatchObject({ cells: ['field', 'type'], heading: 'Room' })
    expect(second?.raw).toContain('Floor |Integer')
  })

  it('reads tables, lists and headings of HTML', () => {
    const found = read(
      '<h2>Room</h2><table><tr><th>Field</th><th>Type</th></tr><tr><td>Name</td><td><b>Text</b></td></tr></table><ul><li>A clerk can add rooms.</li></ul>',
    )
    expect(found.map(({ heading, cells }) => [heading, cells])).toEqual([
      ['Room', ['field', 'type']],
      ['Room', []],
    ])
    expect(found[1]?.text).toBe('A clerk can add rooms.')
  })

  it('keeps the lines of a card apart', () => {
    expect(read('**Description:** A clerk can add rooms.\n**Fit criterion:** A guest can see rooms.').map(({ text }) => text)).toEqual([
      'A clerk can add rooms.',
      'A guest can see rooms.',
    ])
  })
})
