import { expect, test } from 'vitest'
import { documentHref, groupsOf, linkFrom, markedParts, withoutMarkers } from './links.ts'

const known = new Set(['README.md', 'INTEGRATION.md', 'docs/decisions/0001-a b.md', 'docs/decisions/README.md'])

test.each([
  ['README.md', 'INTEGRATION.md', '/documents/systems/sales/INTEGRATION.md'],
  ['README.md', 'docs/decisions/0001-a%20b.md#why', '/documents/systems/sales/docs/decisions/0001-a%20b.md#why'],
  ['docs/decisions/README.md', '0001-a%20b.md', '/documents/systems/sales/docs/decisions/0001-a%20b.md'],
  ['docs/decisions/README.md', '../../README.md', '/documents/systems/sales/README.md'],
  ['docs/decisions/README.md', '../../../../../etc/passwd', null],
  ['README.md', 'gone.md', null],
  ['README.md', '%zz', null],
])('from %s, %s leads to %s', (path, href, to) => expect(linkFrom('sales', path, known, href)).toBe(to))

test('addresses of documents cannot be left', () => expect(documentHref('a/b', '../x?y')).toBe('/documents/systems/a%2Fb/../x%3Fy'))

test('markers are not shown, other words are', () => {
  expect(withoutMarkers('<!-- gantry:begin a 12 -->\n\n# A\n\n<!-- gantry:end a -->\nmine <!-- note -->\n')).toBe('\n# A\n\nmine <!-- note -->\n')
})

test('the four main documents stand first, settings of tools nowhere', () => {
  const paths = ['.markdownlint.json', 'ARCHITECTURE.md', 'README.md', 'api/a.openapi.json', 'docs/runbooks/a.md']
  expect(groupsOf(paths.map((path) => ({ path }))).map((g) => [g.label, ...g.documents.map((d) => d.path)])).toEqual([
    ['Documents', 'README.md', 'ARCHITECTURE.md'],
    ['Contracts', 'api/a.openapi.json'],
    ['Runbooks', 'docs/runbooks/a.md'],
  ])
})

test('what was found is marked', () => {
  expect(markedParts('a [[lead]] b')).toEqual([
    { text: 'a ', found: false },
    { text: 'lead', found: true },
    { text: ' b', found: false },
  ])
})
