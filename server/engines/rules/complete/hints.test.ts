import { describe, expect, test } from 'vitest'
import { readDocuments } from '../read.ts'
import { hintFor } from './hints.ts'

const known = { role: 'vet', entity: 'appointment', other: 'pet' }

describe('what to write instead of a sentence that is not understood', () => {
  test.each([
    ['When an appointment is completed, an invoice is created if necessary.', /Say the case.*“If an appointment is …/],
    ['Cancelled appointments are treated, etc.', /Name everything/],
    ['Owners are scored by an AI that predicts churn.', /not built from rules/],
    ["The practice syncs with the lab's HL7 feed.", /“The system integrates with/],
    ['The receptionist drags the appointment onto a calendar with colours.', /How pages look.*“A vet can change the date of an appointment/],
    ['An appointment that nobody opened is closed after a while.', /Say after how long/],
    ['A treatment is billed by its points times the factor.', /Write the formula/],
    ["A pet's weight is a decimal between 0.1 and 120 kg.", /“An appointment has a weight \(decimal/],
    ['Table of contents', /no sentence. Mark it as a heading/],
    ['Pets that are old get archived.', /does not say who.*“A vet can archive an appointment/],
    ['The vet hums it at noon.', /Name the thing instead.*“A vet can cancel a pet/],
    ['A vet can groom and wash and dry pets.', /Several wishes/],
    ['The moon phase steers the waiting room.', /Write who does what.*“A vet can close an appointment/],
  ])('%s', (text, hint) => expect(hintFor(text, known)).toMatch(hint))

  test('it has an example also where nothing at all was understood', () => {
    expect(hintFor('Whatever.', { role: '', entity: '', other: '' })).toContain('“A clerk can close an order.”')
  })

  test('a hostile sentence is answered at once', () => {
    const began = performance.now()
    for (const text of ['a '.repeat(50_000), 'can and '.repeat(20_000), "x's ".repeat(20_000), 'is '.repeat(50_000)]) hintFor(text, known)
    expect(performance.now() - began).toBeLessThan(2_000)
  })

  test('the note of a statement carries it, with the things of the document', () => {
    const text =
      '# Practice\n\nA pet has a name (required) and a species.\n\nA vet can create pets.\n\n**FR-9** The moon phase steers the colour of the waiting room.\n'
    const statement = readDocuments([{ name: 'a.md', role: 'requirements', text }]).statements.find((each) => each.id === 'FR-9')
    expect(statement?.note).toMatch(/^No rule understood this sentence\. How pages look .*“A vet can change the date of a pet/)
  })
})
