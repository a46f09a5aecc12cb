import { type DataRecord, type EntityDefinition, type OperationDefinition, operationOf } from './definition.ts'

export interface Page {
  items: DataRecord[]
  page: number
  pageSize: number
  total: number
}
export interface Loaded {
  record: DataRecord
  etag: string | null
}

/** An answer that is not a success, as application/problem+json says it (RFC 9457). status 0 = no answer at all. */
export class Problem extends Error {
  readonly status: number
  readonly fields: { path: string[]; message: string }[]
  constructor(status: number, message: string, fields: { path: string[]; message: string }[] = []) {
    super(message)
    this.status = status
    this.fields = fields
  }
}

const fallback: Record<number, string> = {
  0: 'The service cannot be reached. Check the connection and try again.',
  401: 'Please sign in first.',
  403: 'Your role does not allow this.',
  404: 'This does not exist, or no longer.',
  409: 'This is not possible right now.',
  412: 'Somebody changed this meanwhile. Reload to see the latest version; what you typed is still here.',
  422: 'Some entries need your attention.',
  429: 'Too many requests. Wait a moment and try again.',
}

async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null)
  const said = body !== null && typeof body === 'object' ? (body as Record<string, unknown>) : {}
  const words = [said.detail, said.title].find((w): w is string => typeof w === 'string' && w !== '')
  const standard = fallback[response.status] ?? 'Something went wrong in the service. Nothing was changed; try again in a moment.'
  const message = response.status === 412 || response.status >= 500 ? standard : (words ?? standard)
  return new Problem(response.status, message, fieldErrors(said.errors))
}

function fieldErrors(errors: unknown): Problem['fields'] {
  if (!Array.isArray(errors)) return []
  return errors.flatMap((e: unknown) => {
    const { path, message } = (e ?? {}) as { path?: unknown; message?: unknown }
    const parts = Array.isArray(path) ? path.map(String) : typeof path === 'string' ? path.split(/[./[\]]+/) : []
    const names = parts.filter((p) => p !== '' && p !== 'body' && p !== '#')
    return typeof message === 'string' ? [{ path: names, message }] : []
  })
}

async function send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
  let response: Response
  try {
    response = await fetch(path, {
      method,
      headers: { accept: 'application/json', ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  } catch {
    throw new Problem(0, fallback[0] ?? '')
  }
  if (!response.ok) throw await problemOf(response)
  return response
}

const item = (entity: EntityDefinition, id: string): string => `${entity.api}/${encodeURIComponent(id)}`

export async function listPage(path: string, parameters: URLSearchParams): Promise<Page> {
  const query = parameters.toString()
  const body = (await (await send('GET', query === '' ? path : `${path}?${query}`)).json()) as Partial<Page> | DataRecord[]
  if (Array.isArray(body)) return { items: body, page: 1, pageSize: body.length, total: body.length }
  const items = body.items ?? []
  return { items, page: body.page ?? 1, pageSize: body.pageSize ?? items.length, total: body.total ?? items.length }
}

export async function readRecord(entity: EntityDefinition, id: string): Promise<Loaded> {
  const response = await send('GET', item(entity, id))
  return { record: (await response.json()) as DataRecord, etag: response.headers.get('etag') }
}

export async function createRecord(entity: EntityDefinition, body: unknown, idempotencyKey: string): Promise<DataRecord> {
  return (await (await send('POST', entity.api, body, { 'idempotency-key': idempotencyKey })).json()) as DataRecord
}

export async function updateRecord(entity: EntityDefinition, id: string, body: unknown, etag: string | null): Promise<DataRecord> {
  return (await (
    await send(operationOf(entity, 'update')?.method ?? 'PATCH', item(entity, id), body, etag === null ? {} : { 'if-match': etag })
  ).json()) as DataRecord
}

export async function deleteRecord(entity: EntityDefinition, id: string): Promise<void> {
  await send('DELETE', item(entity, id))
}

export async function performAction(entity: EntityDefinition, operation: OperationDefinition, id: string, body: unknown): Promise<void> {
  await send('POST', `${item(entity, id)}/${operation.segment ?? operation.name}`, body)
}

export interface Person {
  role: string
  subject: string
  environment: string
}

/** null = nobody is signed in. A host without a sign-in answers with the application's own page: nobody, too. */
export async function whoIsSignedIn(): Promise<Person | null> {
  const response = await fetch('/-/me', { headers: { accept: 'application/json' } }).catch(() => null)
  if (!response?.ok || !response.headers.get('content-type')?.includes('json')) return null
  const body = (await response.json()) as Partial<Person> | null
  return typeof body?.role === 'string' && typeof body.subject === 'string'
    ? { role: body.role, subject: body.subject, environment: body.environment ?? '' }
    : null
}

/** Back to where the person is now. */
export const signInAddress = ({ pathname, search }: { pathname: string; search: string }): string =>
  `/-/sign-in?return=${encodeURIComponent(pathname + search)}`

export async function signOut(): Promise<void> {
  await fetch('/-/sign-out', { method: 'POST', redirect: 'manual' }).catch(() => null)
  location.assign('/')
}
