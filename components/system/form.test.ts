import { expect, test } from 'vitest'
import { networkFlow, networkSystem } from '#model/network.ts'
import { networkKinds, recordSchemas } from '#model/network-change.ts'
import { draftOf, formFields, merge, recordOf } from './form.ts'

const sales = networkSystem.parse({
  slug: 'sales',
  name: 'Sales',
  owner: { team: 'Blue', contact: '#blue' },
  focus: ['leads', 'forecasts'],
  targets: { apiP95Ms: 200, throughputRps: 1000.5 },
  documented: false,
  compliance: ['GDPR'],
})
const flow = networkFlow.parse({ key: 'k', from: { system: 'sales', service: 'web' }, to: { system: 'billing' }, data: ['deals'], source: 'imported' })

test('a record comes back from its form as it was, also what the form does not show', () => {
  expect(recordOf('system', sales, draftOf('system', sales))).toEqual({ record: sales })
  expect(recordOf('flow', flow, draftOf('flow', flow))).toEqual({ record: flow })
})

test('the forms name every field that a person may state', () => {
  const apart: Record<string, string[]> = { service: ['system', 'built'], flow: ['key', 'source'], decision: ['key', 'system'], runbook: ['key', 'system'] }
  for (const kind of networkKinds) {
    const shown = new Set(formFields[kind].map(({ name }) => name.split('.')[0]))
    expect(
      Object.keys(recordSchemas[kind].shape).filter((name) => !shown.has(name) && !apart[kind]?.includes(name)),
      kind,
    ).toEqual([])
  }
})

test('emptied groups are nothing, thousands may be separated, lists lose empty lines', () => {
  const draft = {
    ...draftOf('system', sales),
    'owner.team': ' ',
    'owner.contact': '',
    'targets.apiP95Ms': '',
    'targets.throughputRps': '10,000',
    focus: ' a \n\n b\n',
  }
  expect(recordOf('system', sales, draft)).toMatchObject({
    record: { owner: null, targets: { apiP95Ms: null, throughputRps: 10_000 }, focus: ['a', 'b'] },
  })
})

test('what is wrong is said at its field, in words', () => {
  const errors = (changes: Record<string, string>) => {
    const result = recordOf('system', sales, { ...draftOf('system', sales), ...changes })
    return 'errors' in result ? result.errors : {}
  }
  expect(errors({ name: '' })).toEqual({ name: 'Name is needed.' })
  expect(errors({ 'owner.team': '' })).toEqual({ 'owner.team': 'Owner is needed.' })
  expect(errors({ 'targets.apiP95Ms': 'fast' })).toEqual({ 'targets.apiP95Ms': 'Write a number.' })
  expect(errors({ slug: 'Big Sales' })).toEqual({ slug: expect.stringContaining('small letters') })
  expect(errors({ focus: `ok\n${'x'.repeat(201)}` })).toEqual({ focus: 'Line 2: Keep this within 200 characters.' })
  const bad = recordOf('flow', flow, { ...draftOf('flow', flow), to: '' })
  expect(bad).toEqual({ errors: { to: 'Choose a place.' } })
})

test('of two who edit, what only the other changed is taken, what both changed is shown to both', () => {
  const theirs = { ...sales, note: 'theirs', domain: 'Revenue', name: 'Sales!' }
  const draft = { ...draftOf('system', sales), note: 'mine', lifecycle: 'sunset', name: 'Sales!' }
  expect(merge('system', sales, theirs, draft)).toEqual({ draft: { ...draft, domain: 'Revenue' }, clashes: { note: 'theirs' }, taken: ['Domain'] })
})
