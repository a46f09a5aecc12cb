import { type ReactNode, useRef } from 'react'
import { useNavigate, useParams } from 'react-router'
import type { Loaded } from './api.ts'
import { type EntityDefinition, entityOf, type FieldDefinition, type OperationDefinition, operationOf, titleOf } from './definition.ts'
import { Field } from './field.tsx'
import { bodyOf, Form, initialValues, type Shape } from './form.tsx'
import { lower } from './format.ts'
import { LinesField } from './lines-field.tsx'
import { Button, ButtonLink, EmptyState, ErrorMessage, PageHeader, Skeleton } from './parts.tsx'
import { filledFromSession, mayDo, mayEver, offerOf } from './permissions.ts'
import { useRecord, useSave } from './queries.ts'
import { useService, useSession } from './session.tsx'
import { SignInCard } from './sign-in.tsx'
import { useToast } from './toast.tsx'

/** `fields` are the keys of the inputs in their order; those that this person may not give are left out. */
export function CreatePage({ entity, fields }: { entity: EntityDefinition; fields: string[] }) {
  const session = useSession()
  const operation = operationOf(entity, 'create')
  if (session.loading) return <Skeleton lines={6} />
  if (!mayEver(operation, session))
    return (
      <>
        <PageHeader title={entity.name} />
        {session.person ? <EmptyState title="Your role does not allow this." /> : <SignInCard />}
      </>
    )
  return (
    <>
      <PageHeader title={operation.label} back={mayDo(entity, 'list', session) ? { to: entity.url, label: entity.plural } : { to: '/', label: 'Home' }} />
      <SaveForm entity={entity} operation={operation} keys={fields} existing={null} />
    </>
  )
}

export function EditPage({ entity, fields }: { entity: EntityDefinition; fields: string[] }) {
  const session = useSession()
  const { id } = useParams()
  const query = useRecord(entity, id)
  const operation = operationOf(entity, 'update')
  if (session.loading || (query.isPending && query.fetchStatus !== 'idle')) return <Skeleton lines={6} />
  if (query.isError) return <ErrorMessage error={query.error} retry={() => void query.refetch()} />
  const offer = operation && query.data && offerOf(entity, operation, query.data.record, session)
  const back = { to: `${entity.url}/${encodeURIComponent(id ?? '')}`, label: query.data ? titleOf(entity, query.data.record) : entity.name }
  if (!operation || !query.data || !offer || offer.blocked !== null) {
    return (
      <>
        <PageHeader title={operation?.label ?? entity.name} back={back} />
        {session.person ? <EmptyState title={offer?.blocked ?? 'This cannot be changed here.'} /> : <SignInCard />}
      </>
    )
  }
  return (
    <>
      <PageHeader title={operation.label} back={back} />
      <SaveForm key={query.data.record.id} entity={entity} operation={operation} keys={fields} existing={query.data} />
    </>
  )
}

function SaveForm({
  entity,
  operation,
  keys,
  existing,
}: {
  entity: EntityDefinition
  operation: OperationDefinition
  keys: string[]
  existing: Loaded | null
}) {
  const service = useService()
  const session = useSession()
  const navigate = useNavigate()
  const toast = useToast()
  const save = useSave(entity, existing)
  const attempt = useRef({ body: '', key: '' }) // the same body again is the same request: it must not create twice
  const filled = existing ? new Set<string>() : filledFromSession(entity, session)
  const shape: Shape = {
    fields: keys.flatMap((key) => entity.fields.find((f) => f.key === key) ?? []).filter((f) => isOffered(f, operation, existing !== null, filled)),
    lines: entity.lines.flatMap(({ entity: lineEntity, ...lines }) => {
      const of = entityOf(service, lineEntity)
      const offered = existing === null || operation.only === undefined || operation.only.includes(lines.key)
      return of && offered ? [{ ...lines, fields: of.fields.filter((f) => !f.readOnly && f.entity !== entity.id) }] : []
    }),
  }
  const submit = async (typed: Record<string, unknown>) => {
    const body = existing && operation.method !== 'PUT' ? changes(typed, bodyOf(shape, initialValues(shape, existing.record), true)) : typed
    const said = JSON.stringify(body)
    if (attempt.current.body !== said) attempt.current = { body: said, key: newKey() }
    const record = await save.mutateAsync({ body, idempotencyKey: attempt.current.key })
    toast({ tone: 'good', message: existing ? `${entity.name} saved.` : `${operation.label}: done.` })
    void navigate(mayDo(entity, 'read', session) ? `${entity.url}/${encodeURIComponent(record.id)}` : mayDo(entity, 'list', session) ? entity.url : '/', {
      replace: true,
    })
  }
  return (
    <Form shape={shape} record={existing?.record ?? null} clearing={existing !== null} onSubmit={submit}>
      <FormFields shape={shape}>
        <Button type="submit" kind="primary" busy={save.isPending}>
          {existing ? 'Save changes' : operation.label}
        </Button>
        <ButtonLink to={existing ? `${entity.url}/${encodeURIComponent(existing.record.id)}` : entity.url} kind="quiet">
          {existing ? 'Discard' : 'Cancel'}
        </ButtonLink>
      </FormFields>
      {shape.fields.length + shape.lines.length === 0 && <p className="muted">{`Nothing to fill in: this adds one ${lower(entity.name)}.`}</p>}
    </Form>
  )
}

export function FormFields({ shape, children }: { shape: Shape; children: ReactNode }) {
  return (
    <>
      <div className="fields">
        {shape.fields.map((field) => (
          <Field key={field.key} field={field} />
        ))}
        {shape.lines.map((lines) => (
          <LinesField key={lines.key} name={lines.key} label={lines.label} fields={lines.fields} min={lines.min} max={lines.max} />
        ))}
      </div>
      <div className="form-actions">{children}</div>
    </>
  )
}

function isOffered(field: FieldDefinition, operation: OperationDefinition, changing: boolean, filled: Set<string>): boolean {
  if (field.readOnly || filled.has(field.key)) return false
  return !changing || (!field.immutable && (operation.only === undefined || operation.only.includes(field.key)))
}

/** Only what was changed is sent: whoever changes one field must not undo somebody else's change of another. */
const changes = (after: Record<string, unknown>, before: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(after).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key])))

/** crypto.randomUUID exists on https and localhost alone. */
const newKey = (): string => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('')
