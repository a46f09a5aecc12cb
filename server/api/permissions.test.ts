import { TRPCError } from '@trpc/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RoleName, roles } from '#model/role.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { appRouter, createCaller } from './root.ts'
import type { Context } from './trpc.ts'

/**
 * Who may call what, written by hand: the columns are viewer, architect, qa, product owner, operator, admin.
 * A procedure that is missing here fails the test; so does one whose answer differs.
 */
const columns: readonly RoleName[] = roles
const table: Record<string, string> = {
  //                        viewer architect qa po operator admin
  'me.get': 'yes yes yes yes yes yes',
  'me.signOutEverywhere': 'yes yes yes yes yes yes',
  'overview.get': 'yes yes yes yes yes yes',
  'system.list': 'yes yes yes yes yes yes',
  'service.list': 'yes yes yes yes yes yes',
  'view.list': 'yes yes yes yes yes yes',
  'view.save': 'yes yes yes yes yes yes',
  'view.remove': 'yes yes yes yes yes yes',
  'condition.list': 'yes yes yes yes yes yes',
  'network.read': 'yes yes yes yes yes yes',
  'network.system': 'yes yes yes yes yes yes',
  'network.history': 'yes yes yes yes yes yes',
  'network.compare': 'yes yes yes yes yes yes',
  'network.change': 'no  yes no  no  no  yes',
  'requirement.list': 'yes yes yes yes yes yes',
  'requirement.get': 'yes yes yes yes yes yes',
  'requirement.diff': 'yes yes yes yes yes yes',
  'requirement.submit': 'no  yes no  no  no  no',
  'requirement.revise': 'no  yes no  no  no  no',
  'requirement.edit': 'no  yes no  no  no  no',
  'run.list': 'yes yes yes yes yes yes',
  'run.get': 'yes yes yes yes yes yes',
  'run.timeline': 'yes yes yes yes yes yes',
  'run.start': 'no  yes no  no  no  no',
  'run.cancel': 'no  yes no  no  yes yes',
  'run.rerun': 'no  yes no  no  yes yes',
  'stage.get': 'yes yes yes yes yes yes',
  'stage.retry': 'no  yes no  no  yes yes',
  'log.tail': 'yes yes yes yes yes yes',
  'artifact.list': 'yes yes yes yes yes yes',
  'artifact.text': 'yes yes yes yes yes yes',
  'gate.waive': 'no  no  no  yes no  yes',
  'approval.list': 'yes yes yes yes yes yes',
  'approval.get': 'yes yes yes yes yes yes',
  'approval.decide': 'no  no  yes yes no  no',
  'approval.withdraw': 'no  yes no  no  yes yes',
  'release.list': 'yes yes yes yes yes yes',
  'release.get': 'yes yes yes yes yes yes',
  'rollout.get': 'yes yes yes yes yes yes',
  'rollout.command': 'no  no  no  no  yes yes',
  'plan.list': 'yes yes yes yes yes yes',
  'plan.get': 'yes yes yes yes yes yes',
  'plan.diff': 'yes yes yes yes yes yes',
  'plan.submit': 'no  yes no  no  no  no',
  'plan.revise': 'no  yes no  no  no  no',
  'plan.requestReview': 'no  yes no  no  no  no',
  'plan.decide': 'no  yes yes yes yes no',
  'plan.answer': 'no  yes yes yes yes no',
  'plan.comment': 'no  yes yes yes yes no',
  'plan.resolve': 'no  yes yes yes yes no',
  'plan.deliver': 'no  yes no  no  no  no',
  'member.list': 'no  no  no  no  no  yes',
  'member.grant': 'no  no  no  no  no  yes',
  'member.deny': 'no  no  no  no  no  yes',
  'member.clear': 'no  no  no  no  no  yes',
  'audit.list': 'no  no  no  no  no  yes',
  'event.list': 'yes yes yes yes yes yes',
  'execution.list': 'yes yes yes yes yes yes',
  'execution.get': 'yes yes yes yes yes yes',
  'execution.start': 'no  yes no  no  yes yes',
  'document.list': 'yes yes yes yes yes yes',
  'document.get': 'yes yes yes yes yes yes',
  'document.search': 'yes yes yes yes yes yes',
  'exchange.preview': 'no  yes no  no  no  yes',
  'exchange.import': 'no  yes no  no  no  yes',
  'exchange.export': 'yes yes yes yes yes yes',
  'diagram.list': 'yes yes yes yes yes yes',
  'diagram.get': 'yes yes yes yes yes yes',
  'diagram.ofRun': 'yes yes yes yes yes yes',
  'diagram.save': 'no  yes no  no  no  yes',
  'diagram.remove': 'no  yes no  no  no  yes',
  'embed.list': 'no  yes no  no  no  yes',
  'embed.create': 'no  yes no  no  no  yes',
  'embed.revoke': 'no  yes no  no  no  yes',
  'scorecard.list': 'yes yes yes yes yes yes',
  'scorecard.get': 'yes yes yes yes yes yes',
}
/** What somebody who is signed in but has no role may call. */
const withoutRole = ['me.get', 'me.signOutEverywhere']

const procedures = Object.keys(appRouter._def.procedures)
const allowed = (procedure: string, role: RoleName) => table[procedure]?.trim().split(/\s+/)[columns.indexOf(role)] === 'yes'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

function context(role: RoleName | 'none' | 'anonymous', foreign: string | null = null): Context {
  const person = role === 'anonymous' ? null : { id: `usr_${role}`, name: role, email: null, claimed: role === 'none' ? [] : [role], rules: [] }
  return { person, sessionExpires: null, provider: '', foreign, requestId: 'test' }
}

/** Really calls it, with an input that cannot be valid: whoever may not call it must be told so before anything is looked at. */
async function codeOf(procedure: string, ctx: Context): Promise<string> {
  const [noun = '', verb = ''] = procedure.split('.')
  const caller = createCaller(ctx) as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>
  try {
    await caller[noun]?.[verb]?.({ id: 7, page: 'x', requestKey: 7, run: 7, attempt: 7, userId: 7, cursor: 7, q: 7, system: 7, requirement: 7, at: 7 })
    return 'OK'
  } catch (error) {
    if (error instanceof TRPCError) return error.code
    throw error
  }
}

test('the table names every procedure, and no others', () => {
  expect(Object.keys(table).sort()).toEqual([...procedures].sort())
  for (const [procedure, row] of Object.entries(table)) expect(row.trim().split(/\s+/), procedure).toHaveLength(columns.length)
})

test.each(procedures)('%s: nobody without a session', async (procedure) => {
  expect(await codeOf(procedure, context('anonymous'))).toBe('UNAUTHORIZED')
})

test.each(procedures)('%s: somebody without a role', async (procedure) => {
  const code = await codeOf(procedure, context('none'))
  if (withoutRole.includes(procedure)) expect(code).not.toBe('FORBIDDEN')
  else expect(code).toBe('FORBIDDEN')
})

test.each(procedures.flatMap((procedure) => roles.map((role) => ({ procedure, role }))))('$procedure: $role', async ({ procedure, role }) => {
  const code = await codeOf(procedure, context(role))
  // Allowed means: it gets as far as the input (refused as bad) or, where there is none, to an answer.
  if (allowed(procedure, role)) expect(['BAD_REQUEST', 'OK']).toContain(code)
  else expect(code).toBe('FORBIDDEN')
})

test('a change asked for by a page of another site is refused, whoever asks; reading is not', async () => {
  const foreign = context('admin', 'from elsewhere')
  for (const procedure of procedures) {
    const type = (appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>)[procedure]?._def.type
    const code = await codeOf(procedure, foreign)
    if (type === 'mutation') expect(code, procedure).toBe('FORBIDDEN')
    else if (allowed(procedure, 'admin')) expect(code, procedure).not.toBe('FORBIDDEN')
  }
})
