import { describe, expect, test } from 'vitest'
import { added, facts, read } from '../testing/facts.ts'

const club =
  '# Club\nAn office manager can register members with a name, an email (unique), a date of birth and a membership type (basic, plus). A trainer creates courses with a title and a capacity. Members can register for a course.'

describe('what a sentence says is what the service does', () => {
  test('registering people is not registering them for something', () => {
    const all = facts(read(club))
    expect(all).toEqual(expect.arrayContaining(['member.date_of_birth: date', 'member.create by office_manager', 'registration.create by member (own member)']))
    expect(all.filter((fact) => fact.startsWith('registration.date_of_birth'))).toEqual([])
  })

  test('an age is told by the date of birth', () => {
    expect(added(club, 'A member must be at least 16 years old.')).toMatchObject({
      status: 'understood',
      facts: ['member keeps (is_null(date_of_birth) or (add_months(date_of_birth, 192) <= today))'],
    })
    expect(added(club.replace(', a date of birth', ''), 'A member must be at least 16 years old.').status).toBe('partly')
  })
})
