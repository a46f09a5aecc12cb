import { describe, expect, it } from 'vitest'
import { draftErrors, emptyDraft, fieldsOf } from './draft.ts'
import { readFile } from './read-file.ts'

const draft = { ...emptyDraft(), title: 'Library', system: 'sales', text: 'The librarian can add a book.' }
const file = (name: string, bytes: Uint8Array<ArrayBuffer> | string) => new File([bytes], name)

describe('validation at the field', () => {
  it('accepts a whole draft', () => expect(draftErrors(draft, 'requirement')).toEqual({}))
  it('names each field that is missing', () => {
    const errors = draftErrors({ ...draft, title: ' ', system: '', text: ' \n' }, 'requirement')
    expect(Object.keys(errors).sort()).toEqual(['documents', 'system', 'title'])
  })
  it('refuses more than a megabyte', () => expect(draftErrors({ ...draft, text: 'ä'.repeat(600_000) }, 'requirement').documents).toMatch(/1 MB/))
  it('refuses five files without requirements among them', () => {
    expect(draftErrors({ ...draft, mode: 'files', files: [{ name: 'limits.md', role: 'constraints', text: 'x' }] }, 'requirement').documents).toMatch(
      /requirements themselves/,
    )
  })
  it('asks a revision for its text only', () => expect(draftErrors({ ...draft, title: '', system: '' }, 'revision')).toEqual({}))
  it('puts the server’s messages where they belong', () => {
    expect(fieldsOf({ data: { fields: { 'documents.0.text': ['Too long.'], title: ['Taken.'] } } })).toEqual({ documents: 'Too long.', title: 'Taken.' })
  })
})

describe('reading files', () => {
  it('reads UTF-8', async () =>
    expect(await readFile(file('a.md', '\u00e4 book'))).toEqual({ document: { name: 'a.md', role: 'requirements', text: 'ä book' } }))
  it('guesses what a file is from its name', async () => {
    expect(await readFile(file('quality-targets.md', 'x'))).toMatchObject({ document: { role: 'quality_targets' } })
    expect(await readFile(file('constraints.txt', 'x'))).toMatchObject({ document: { role: 'constraints' } })
  })
  it.each([
    ['binary', file('a.md', new Uint8Array([0x25, 0x50, 0x44, 0x46, 0, 1])), /binary/],
    ['not UTF-8', file('a.txt', new Uint8Array([0x66, 0xfc, 0x72])), /UTF-8/],
    ['empty', file('a.md', '  \n'), /empty/],
    ['another kind', file('a.pdf', 'x'), /\.md/],
    ['too large', file('a.md', 'x'.repeat(1_100_000)), /1 MB/],
  ])('refuses a file that is %s', async (_, each, message) =>
    expect((await readFile(each)) as { problem: string }).toMatchObject({ problem: expect.stringMatching(message) }),
  )
})
