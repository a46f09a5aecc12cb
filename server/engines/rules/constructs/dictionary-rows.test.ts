import { describe, expect, it } from 'vitest'
import { facts, read } from '../testing/facts.ts'

const document = (head: string, row: string) =>
  `# Clinic\nA clerk creates owners with a name. A clerk creates animals with a name.\n\n## Animal\n\n${head}\n${head.replace(/[^|]+/g, '---')}\n${row}`
const full = '| Field | Type | Mandatory | Length | Default | Description |'

describe('rows of a data dictionary', () => {
  it.each([
    [full, '| Chip | Text (15) | Y | | | |', 'chip: text max 15 required'],
    [full, '| Chip | VARCHAR(15) | Y | | | Number on the chip |', 'chip: text max 15 required'],
    [full, '| Breed | String | N | 40 | | |', 'breed: text max 40'],
    [full, '| Species | Enum | M | | dog | dog, cat, bird |', 'species: enum values dog|cat|bird required default "dog"'],
    [full, '| Sex | List (m, f) | M | | | |', 'sex: enum values m|f required'],
    [full, '| Fee | Amount (EUR) | Y | | | ≥ 0 |', 'fee: money min 0 currency EUR required'],
    [full, '| Weight | Decimal(6,2) | N | | | in kg, greater than 0 |', 'weight: decimal min 0 exclusiveMin true unit kg'],
    [full, '| Consent to reminders | Y/N | Y | | no | |', 'consent_to_reminders: boolean required default false'],
    [full, '| Keeper | FK Owner | Y | | | |', 'keeper: reference entity owner required'],
    [full, '| Born | Date (DD.MM.YYYY) | O | | | |', 'born: date'],
    [full, '| Case number | Number | Y | | | Assigned automatically |', 'case_number: sequence prefix A- digits 6 unique system'],
    ['| Attribute | Data type | Unique | Key | Min | Max | Unit |', '| Height | Integer | yes | | 5 | 1,200 | mm |', 'height: integer min 5 max 1200 unique'],
    ['| Data element | Type | Editable | Values |', '| Size | Selection | No | S = small, L = large |', 'size: enum values small|large immutable'],
  ])('%s %s', (head, row, expected) => {
    const made = read(document(head, row))
    expect(made.statements.at(-1)).toMatchObject({ status: 'understood' })
    expect(facts(made)).toContain(`animal.${expected}`)
  })

  it.each([
    [full, '| Photo | Image | N | | | |', 'Image'],
    [full, '| Tag | Text | C | | | |', 'mandatory: C'],
    [full, '| Tag | Text | Y | | | Checked against the national register, 3 digits suffix |', 'national register'],
  ])('says what it does not understand: %s %s', (head, row, expected) => {
    const made = read(document(head, row))
    expect(made.statements.at(-1)?.status).toBe('partly')
    expect(made.statements.at(-1)?.note).toContain(expected)
  })

  it('a caption names the thing of its own table only', () => {
    const made = read(
      '# Energy\nA clerk creates meters with a name.\n\n## Data\n\n**Table 1: Meter**\n\n| Data element | Data type |\n|---|---|\n| Digits | Integer |\n\n**Table 2: Contract**\n\n| Data element | Data type |\n|---|---|\n| Start date | Date |\n',
    )
    expect(facts(made)).toEqual(expect.arrayContaining(['meter.digits: integer', 'contract.start_date: date']))
    expect(facts(made)).not.toContain('meter.start_date: date')
  })
})
