import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { actor, call, count, type Expression, field, input, literal, now, old, outer, subject, sum, today } from '#model/expression.ts'
import type { Specification } from '#model/specification.ts'
import { Model, SpecificationError } from './model.ts'
import { compile, Scope } from './sql.ts'

const read = (name: string): Model =>
  new Model(JSON.parse(readFileSync(new URL(`../fixtures/${name}.specification.json`, import.meta.url), 'utf8')) as Specification)
const library = read('library')
const sql = (expression: Expression): string => compile(expression, new Scope(library, library.entity('loan'))).sql

describe('an expression as SQL', () => {
  test.each<[string, Expression, string]>([
    ['a quote in a text is doubled', literal("it's"), "'it''s'"],
    ['a reference is its id', field('member'), 'self."member_id"'],
    ['a path joins', field('book.copies'), '"self_book"."copies"'],
    ['days are added to a day', call('add_days', field('loan_date'), literal(21)), '(self."loan_date" + (21)::int)'],
    ['days between count up to the second', call('days_between', field('due_date'), today), '((current_date)::date - (self."due_date")::date)'],
    ['a text beside a day is a day', call('<', field('due_date'), literal('2026-01-01')), '(self."due_date" < \'2026-01-01\'::date)'],
    ['equal to nothing', call('=', field('return_date'), literal(null)), '(self."return_date" is null)'],
    ['division by zero is unknown', call('/', field('renewals'), literal(0)), '(self."renewals"::numeric / nullif(0, 0))'],
    [
      'moments include no end, days do',
      call('overlaps', field('loan_date'), field('due_date'), today, today),
      '(daterange(self."loan_date", self."due_date", \'[]\') && daterange(current_date, current_date, \'[]\'))',
    ],
    ['hours', call('add_hours', now, literal(2)), '(now() + make_interval(secs => ((2) * 3600)::double precision))'],
  ])('%s', (_, expression, expected) => {
    expect(sql(expression)).toBe(expected)
  })

  test('facts are parameters, numbered by their first use', () => {
    const scope = new Scope(library, library.entity('loan'))
    const made = compile(call('and', call('=', field('member'), actor), call('=', input('who'), subject), call('=', field('member'), actor)), scope)
    expect(made.sql).toBe('((self."member_id" = $1::uuid) and ($2::text = $3::text) and (self."member_id" = $1::uuid))')
    expect(scope.parameters.names).toEqual(['actor', 'input.who', 'subject'])
  })

  test('an aggregate looks at other rows and reaches the record with outer', () => {
    expect(sql(count('loan', call('=', field('member'), outer('member'))))).toBe(
      '(select count(*) from "loan_view" other where (other."member_id" = self."member_id"))',
    )
    expect(sql(sum('loan', field('renewals')))).toBe('(select coalesce(sum(other."renewals"), 0) from "loan_view" other)')
  })

  test('old values come with the statement', () => {
    const scope = new Scope(library, library.entity('book'))
    expect(compile(call('>=', field('copies'), old('copies')), scope).sql).toBe('(self."copies" >= old."copies")')
    expect(scope.from()).toBe('"book" self cross join jsonb_populate_record(null::"book", $1::jsonb) old')
  })

  test('a path that leads nowhere is an error that says where', () => {
    expect(() => sql(field('book.colour'))).toThrow(new SpecificationError('A rule reads "book.colour" of loan, but book has no field "colour".'))
    expect(() => sql(field('loan_date.year'))).toThrow(SpecificationError)
    expect(() => sql(count('nothing'))).toThrow('an entity "nothing"')
  })
})
