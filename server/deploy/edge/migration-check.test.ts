import { expect, test } from 'vitest'
import { refusedMigrations, statementsOf } from './migration-check.ts'

const first = { name: '0001_init.sql', sha256: 'a', sql: 'create table orders (id uuid primary key)' }
const refusals = (sql: string) => refusedMigrations([first], [first, { name: '0002_next.sql', sha256: 'b', sql }]).map((r) => r.why)

test.each([
  'create table lines (id uuid primary key, n int not null); alter table lines alter column n set not null; alter table lines drop column n',
  'alter table orders add column note text',
  "alter table orders add column state text not null default 'new;'",
  'alter table orders add column total numeric(14,2) not null default 0, add column note text',
  'alter table orders alter column note drop not null; alter table orders drop constraint orders_check',
  'create index on orders (id); create function f() returns trigger language plpgsql as $body$ begin drop table x; delete from y; end $body$',
  "-- drop table orders;\n/* drop table orders; */ comment on table orders is 'drop table orders; '",
  'alter table orders add constraint positive check (total > 0)',
  'alter table orders add unique (note), add check (note is not null)',
])('lets pass what only adds: %s', (sql) => {
  expect(refusals(sql)).toEqual([])
})

test.each([
  ['drop table orders', /drops a table/],
  ['ALTER TABLE "orders" DROP COLUMN "note"', /drops a column/],
  ['alter table only public.orders drop note', /drops a column/],
  ['alter table orders rename column note to remark', /renames/],
  ['alter table orders rename to purchases', /renames/],
  ['alter table orders alter column total type integer', /type/],
  ['alter table orders alter "total" set data type integer', /type/],
  ['alter table orders alter total set not null', /demands values/],
  ['alter table orders add column note text not null', /no default/],
  ['alter table orders add column a text, add column b numeric(14,2) not null', /no default/],
  ['alter table orders alter column total drop default', /default/],
  ['truncate orders', /deletes rows/],
  ['delete from orders', /deletes rows/],
])('refuses %s', (sql, why) => {
  expect(refusals(sql)).toEqual([expect.stringMatching(why)])
})

test('refuses a changed or missing migration that production has applied', () => {
  expect(refusedMigrations([first], [{ ...first, sha256: 'changed' }])[0]?.why).toMatch(/another content/)
  expect(refusedMigrations([first], [])[0]?.why).toMatch(/does not contain/)
  expect(refusedMigrations([], [first])).toEqual([])
})

test('splits statements outside quotes only', () => {
  expect(statementsOf(`insert into t values ('a;b', $$c;d$$); select "X;Y"`)).toEqual(["insert into t values ('', '')", 'select "X;Y"'])
})
