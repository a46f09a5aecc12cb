import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Specification } from '#model/specification.ts'
import { type Running, run } from './harness.ts'

const specification = JSON.parse(readFileSync(new URL('../fixtures/library.specification.json', import.meta.url), 'utf8')) as Specification
let library: Running
let counter = 0
const isbn = (): string => String(9_780_000_000_000 + ++counter)
const day = (offset: number): string => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10)
const book = async (more: object = {}): Promise<string> => {
  const made = await library.call('librarian', 'POST', '/api/books', { title: 'A book', author: 'Somebody', isbn: isbn(), ...more })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  return String(made.body.id)
}
const member = async (name = `m${++counter}`): Promise<string> => {
  const made = await library.call('librarian', 'POST', '/api/members', { fullName: name, email: `${name}@example.org` })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  return String(made.body.id)
}
const lend = (memberId: string, bookId: string, more: object = {}) => library.call('librarian', 'POST', '/api/loans', { memberId, bookId, ...more })

beforeAll(async () => {
  library = await run(specification)
})
afterAll(async () => {
  await library?.stop()
})

describe('books (FR-1)', () => {
  test('are added with what is mandatory; copies default to 1', async () => {
    const made = await library.call('librarian', 'POST', '/api/books', { title: 'Emma', author: 'Austen', isbn: isbn(), publicationYear: 1815 })
    expect(made).toMatchObject({ status: 201, body: { copies: 1, publicationYear: 1815 } })
  })
  test.each([['title'], ['author'], ['isbn']])('%s is mandatory', async (name) => {
    const body: Record<string, unknown> = { title: 'T', author: 'A', isbn: isbn() }
    delete body[name]
    const refused = await library.call('librarian', 'POST', '/api/books', body)
    expect(refused.status).toBe(422)
    expect(refused.body.errors).toEqual([expect.objectContaining({ path: name })])
  })
  test.each([
    [{ isbn: '123' }],
    [{ isbn: '12345678901ab' }],
    [{ publicationYear: 1449 }],
    [{ publicationYear: new Date().getUTCFullYear() + 1 }],
    [{ copies: -1 }],
    [{ copies: 1.5 }],
  ])('%o is refused', async (more) => {
    expect((await library.call('librarian', 'POST', '/api/books', { title: 'T', author: 'A', isbn: isbn(), ...more })).status).toBe(422)
  })
  test('an ISBN is unique and cannot be changed once saved', async () => {
    const number = isbn()
    const id = await book({ isbn: number })
    expect((await library.call('librarian', 'POST', '/api/books', { title: 'T', author: 'A', isbn: number })).status).toBe(409)
    expect((await library.call('librarian', 'PATCH', `/api/books/${id}`, { isbn: isbn() })).status).toBe(422)
    expect((await library.call('librarian', 'PATCH', `/api/books/${id}`, { title: 'New' })).body.title).toBe('New')
    expect((await library.call('librarian', 'PATCH', `/api/books/${id}`, { copies: -1 })).status).toBe(422)
  })
  test('only librarians modify them (NFR-2)', async () => {
    const id = await book()
    expect((await library.call('member:x', 'POST', '/api/books', { title: 'T', author: 'A', isbn: isbn() })).status).toBe(403)
    expect((await library.call('member:x', 'PATCH', `/api/books/${id}`, { title: 'T' })).status).toBe(403)
    expect((await library.call(null, 'POST', '/api/books', {})).status).toBe(401)
    expect((await library.call('stranger', 'GET', '/api/books')).status).toBe(403)
  })
})

describe('members (FR-2)', () => {
  test('need a name and a unique e-mail; the membership starts today', async () => {
    const made = await library.call('librarian', 'POST', '/api/members', { fullName: 'Ann', email: 'ann@example.org', phone: '+49 30 1234' })
    expect(made).toMatchObject({ status: 201, body: { membershipDate: day(0) } })
    expect((await library.call('librarian', 'POST', '/api/members', { fullName: 'Bob', email: 'ANN@example.org' })).status).toBe(409)
    expect((await library.call('librarian', 'POST', '/api/members', { fullName: 'Bob' })).status).toBe(422)
    expect((await library.call('librarian', 'POST', '/api/members', { email: 'bob@example.org' })).status).toBe(422)
    expect((await library.call('librarian', 'POST', '/api/members', { fullName: 'Bob', email: 'bob' })).status).toBe(422)
    expect((await library.call('member:ann@example.org', 'POST', '/api/members', { fullName: 'C', email: 'c@example.org' })).status).toBe(403)
  })
})

describe('loans (FR-3, FR-4, FR-5)', () => {
  test('lending takes a copy for 21 days, and none that is not there', async () => {
    const [one, two, of] = [await member(), await member(), await book({ copies: 1 })]
    const loan = await lend(one, of, { loanDate: day(-1) })
    expect(loan).toMatchObject({ status: 201, body: { status: 'active', dueDate: day(20), renewals: 0, late: false } })
    expect((await library.call('librarian', 'GET', `/api/books/${of}`)).body.copies).toBe(0)
    expect((await lend(two, of)).status).toBe(409)
    expect((await library.call('librarian', 'POST', '/api/loans', { memberId: one })).status).toBe(422)
    expect((await lend(one, crypto.randomUUID())).status).toBe(422)
  })
  test('a member has at most 4 active loans', async () => {
    const [who, of] = [await member(), await book({ copies: 9 })]
    for (let i = 0; i < 4; i++) expect((await lend(who, of)).status).toBe(201)
    expect((await lend(who, of)).status).toBe(409)
  })
  test('the limit and the copies hold when requests meet', async () => {
    const [who, of, last] = [await member(), await book({ copies: 20 }), await book({ copies: 1 })]
    const answers = await Promise.all(Array.from({ length: 10 }, () => lend(who, of)))
    expect(answers.filter((a) => a.status === 201)).toHaveLength(4)
    expect(answers.filter((a) => a.status === 409)).toHaveLength(6)
    const people = await Promise.all(Array.from({ length: 6 }, () => member()))
    const takers = await Promise.all(people.map((p) => lend(p, last)))
    expect(takers.filter((a) => a.status === 201)).toHaveLength(1)
    expect((await library.call('librarian', 'GET', `/api/books/${last}`)).body.copies).toBe(0)
  })
  test('an overdue loan stands against borrowing', async () => {
    const [who, of] = [await member(), await book({ copies: 9 })]
    const late = await lend(who, of, { loanDate: day(-30) })
    expect(late.status).toBe(201)
    expect((await lend(who, of)).status).toBe(409)
    const back = await library.call('librarian', 'POST', `/api/loans/${String(late.body.id)}/return`, {})
    expect(back).toMatchObject({ status: 200, body: { status: 'returned', returnDate: day(0), late: true, fine: 4.5 } })
    expect((await lend(who, of)).status).toBe(201)
  })
  test('returning gives the copy back, once', async () => {
    const [who, of] = [await member(), await book()]
    const loan = await lend(who, of)
    const path = `/api/loans/${String(loan.body.id)}/return`
    expect((await library.call('member:x', 'POST', path, {})).status).toBe(403)
    expect(await library.call('librarian', 'POST', path, {})).toMatchObject({ status: 200, body: { late: false, fine: 0 } })
    expect((await library.call('librarian', 'GET', `/api/books/${of}`)).body.copies).toBe(1)
    expect((await library.call('librarian', 'POST', path, {})).status).toBe(409)
  })
  test('a member renews their own active loan twice, by 14 days each', async () => {
    const of = await book({ copies: 3 })
    const loan = await lend(await member('renewer'), of)
    await member('other')
    const path = `/api/loans/${String(loan.body.id)}/renew`
    expect((await library.call('member:other@example.org', 'POST', path, {})).status).toBe(403)
    expect((await library.call('librarian', 'POST', path, {})).status).toBe(403)
    expect((await library.call('member:renewer@example.org', 'POST', path, {})).body.dueDate).toBe(day(35))
    expect((await library.call('member:renewer@example.org', 'POST', path, {})).body.dueDate).toBe(day(49))
    expect((await library.call('member:renewer@example.org', 'POST', path, {})).status).toBe(409)
    expect((await library.call('member:renewer@example.org', 'GET', '/api/loans')).body.total).toBe(1)
    expect((await library.call('member:other@example.org', 'GET', `/api/loans/${String(loan.body.id)}`)).status).toBe(403)
    await library.call('librarian', 'POST', `/api/loans/${String(loan.body.id)}/return`, {})
    expect((await library.call('member:renewer@example.org', 'POST', path, {})).status).toBe(409)
  })
})

describe('search and reports (FR-6, FR-7)', () => {
  test('books are found by title, author or ISBN, sorted by title, 25 per page', async () => {
    const number = isbn()
    await book({ title: 'Zebra 100%', author: 'Quux', isbn: number })
    await book({ title: 'Aardvark', author: 'Quux' })
    for (const q of ['zebra', 'QUUX', number])
      expect((await library.call('member:x', 'GET', `/api/books?q=${q}`)).body.items?.some((b) => b.isbn === number)).toBe(true)
    expect((await library.call('librarian', 'GET', '/api/books?q=quux')).body.items?.map((b) => b.title)).toEqual(['Aardvark', 'Zebra 100%'])
    expect((await library.call('librarian', 'GET', '/api/books?q=%25')).body.total).toBe(1)
    expect((await library.call('librarian', 'GET', '/api/books')).body.pageSize).toBe(25)
    expect((await library.call(null, 'GET', '/api/books')).status).toBe(401)
    expect((await library.call('librarian', 'GET', '/api/books?page=0')).status).toBe(422)
    expect((await library.call('librarian', 'GET', '/api/books?sort=nothing')).status).toBe(422)
  })
  test("overdue loans and loans per book are the librarian's", async () => {
    const [who, of] = [await member(), await book({ title: 'Counted', copies: 5 })]
    await lend(who, of, { loanDate: day(-40) })
    const overdue = await library.call('librarian', 'GET', '/api/reports/overdue-loans?pageSize=500')
    expect(overdue.body.items?.filter((l) => l.bookId === of)).toHaveLength(1)
    expect(overdue.body.items?.every((l) => String(l.dueDate) < day(0))).toBe(true)
    const period = await library.call('librarian', 'GET', `/api/reports/loans-per-book?from=${day(-41)}&to=${day(-39)}&pageSize=500`)
    expect(period.body.items?.find((l) => l.bookId === of)).toMatchObject({ bookLabel: 'Counted', count: 1 })
    const none = await library.call('librarian', 'GET', `/api/reports/loans-per-book?from=${day(-38)}&to=${day(-37)}`)
    expect(none.body.items?.some((l) => l.bookId === of)).toBe(false)
    expect((await library.call('member:x', 'GET', '/api/reports/overdue-loans')).status).toBe(403)
  })
})
