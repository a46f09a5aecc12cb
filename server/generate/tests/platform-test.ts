import type { Specification } from '#model/specification.ts'
import { methodOf, pathOf } from '#server/generate/contract/paths.ts'
import { Model } from '#server/generate/expression/model.ts'
import { string } from '#server/generate/service/print.ts'

/** Tests of what every service has: health, metrics, contract, versions, repeated requests, refusals of malformed ones. */
export function platformTest(specification: Specification): string {
  const model = new Model(specification)
  const create = model.operations().find((o) => o.kind === 'create' && o.permissions.length > 0 && !o.permissions.some((p) => p.own === 'id'))
  const entity = create ? model.entity(create.entity) : undefined
  const update = entity
    ? model.operations(entity).find((o) => o.kind === 'update' && o.permissions.some((p) => p.role === create?.permissions[0]?.role))
    : undefined
  const role = create?.permissions[0]?.role ?? specification.roles[0]?.id
  const lines = [
    "import { expect, test } from 'vitest'",
    "import { ask } from './support/client.ts'",
    `import { person${create ? ', operationOf' : ''} } from './support/make.ts'`,
    ...(create ? ["import { ready } from './support/ready.ts'"] : []),
    "import { target } from './support/target.ts'",
    '',
    "test('machines find health, readiness, metrics, version and the contract', async () => {",
    "  for (const path of ['/healthz', '/readyz', '/version', '/openapi.json']) expect((await ask(null, 'GET', path, null, undefined, { outside: true })).status).toBe(200)",
    "  const metrics = await (await target()).request('GET', '/metrics', {}, null)",
    "  expect(metrics.text).toContain('http_request_duration_seconds_count')",
    '})',
    '',
    "test('unknown addresses, methods and pages', async () => {",
    "  expect((await ask(null, 'GET', '/api/nothing-here', null, undefined, { outside: true })).status).toBe(404)",
    ...(entity ? [`  expect((await ask(null, 'PUT', ${string(pathOf(entity, create as never))}, null, {}, { outside: true })).status).toBe(405)`] : []),
    "  const page = await (await target()).request('GET', '/some/page', {}, null)",
    '  expect([200, 404]).toContain(page.status)',
    "  expect(page.headers['content-security-policy']).toContain(\"default-src 'self'\")",
    '})',
    '',
    "test('tokens that do not hold are refused', async () => {",
    '  const service = await target()',
    "  for (const authorization of ['Bearer nonsense', 'Basic YTpi', `Bearer ${await service.token('a role that does not exist', 'x')}`]) {",
    "    expect([401, 403]).toContain((await service.request('GET', '/api/notifications', { authorization }, null)).status)",
    '  }',
    '})',
    ...(role
      ? [
          '',
          "test('everybody reads their own notifications', async () => {",
          `  expect((await ask(await person(${string(role)}), 'GET', '/api/notifications', null)).status).toBe(200)`,
          "  expect((await ask(null, 'GET', '/api/notifications', null)).status).toBe(401)",
          '})',
        ]
      : []),
    ...(create ? repeated(create.id, create.permissions[0]?.role ?? '', pathOf(model.entity(create.entity), create)) : []),
    ...(create && update && entity ? versions(create.id, create.permissions[0]?.role ?? '', methodOf(update), pathOf(entity, update)) : []),
    '',
  ]
  return lines.join('\n')
}

function repeated(id: string, role: string, path: string): string[] {
  return [
    '',
    "test('a repeated create with the same key is done once; unreadable and unknown input is refused', async (t) => {",
    `  const operation = operationOf(${string(id)})`,
    `  const it = await ready(t, operation, ${string(role)})`,
    '  let sent: unknown = null',
    '  const first = await it.send(it.who, (body) => { sent = { ...body } })',
    '  expect(first.status).toBe(201)',
    `  const again = (key: string) => ask(it.who, 'POST', ${string(path)}, null, sent, { headers: { 'idempotency-key': key } })`,
    '  const [a, b] = [await again(`k${crypto.randomUUID()}`), await again("")]',
    '  expect([201, 409, 422]).toContain(a.status)',
    '  expect([201, 409, 422]).toContain(b.status)',
    '  expect((await it.send(it.who, (body) => { body.thisFieldDoesNotExist = 1 })).status).toBe(422)',
    '  const service = await target()',
    `  const unreadable = await service.request('POST', ${string(path)}, { authorization: \`Bearer \${await service.token(it.who?.role ?? '', it.who?.subject ?? '')}\`, 'content-type': 'application/json' }, '{"')`,
    '  expect(unreadable.status).toBe(400)',
    '})',
    '',
    "test('the same Idempotency-Key gets the same record', async (t) => {",
    `  const operation = operationOf(${string(id)})`,
    `  const it = await ready(t, operation, ${string(role)})`,
    "  const key = { 'idempotency-key': crypto.randomUUID() }",
    '  let body: Record<string, unknown> = {}',
    '  await it.send(null, (made) => { body = { ...made } })',
    `  const [first, second] = await Promise.all([ask(it.who, 'POST', ${string(path)}, null, body, { headers: key }), ask(it.who, 'POST', ${string(path)}, null, body, { headers: key })])`,
    '  expect([first.status, second.status]).toEqual([201, 201])',
    '  expect(second.body.id).toBe(first.body.id)',
    `  expect((await ask(it.who, 'POST', ${string(path)}, null, { ...body, ...Object.fromEntries(Object.entries(body).slice(0, 1).map(([name]) => [name, null])) }, { headers: key })).status).toBe(422)`,
    '})',
  ]
}

function versions(id: string, role: string, method: string, path: string): string[] {
  return [
    '',
    "test('a change of a version that is gone is refused', async (t) => {",
    `  const it = await ready(t, operationOf(${string(id)}), ${string(role)})`,
    '  const made = await it.send(it.who)',
    '  const etag = String(made.headers.etag)',
    `  const change = () => ask(it.who, ${string(method.toUpperCase())}, ${string(path)}, String(made.body.id), {}, { headers: { 'if-match': etag } })`,
    '  expect((await change()).status).toBe(200)',
    '  expect((await change()).status).toBe(412)',
    '})',
  ]
}
