import { useQueries } from '@tanstack/react-query'
import { Link } from 'react-router'
import { listPage } from './api.ts'
import { type EntityDefinition, entityOf, type OperationDefinition, operationOf, type StateDefinition } from './definition.ts'
import { count, lower } from './format.ts'
import { Badge, ButtonLink, Card, EmptyState, PageHeader, Skeleton } from './parts.tsx'
import { isOwnRecordOnly, mayDo, mayEver, maySee, permissionsOf, visibleEntities } from './permissions.ts'
import { usePage } from './queries.ts'
import { useService, useSession } from './session.tsx'
import { SignInCard } from './sign-in.tsx'

/** Where a role begins: what waits for it, what it can start, where things are. */
export function HomePage() {
  const service = useService()
  const session = useSession()
  if (session.loading) return <Skeleton lines={6} />
  const entities = visibleEntities(service, session)
  const reports = service.reports.filter((r) => maySee(r, session))
  return (
    <>
      <PageHeader title={service.title} note={session.role?.name} />
      {service.summary !== '' && <p className="lead muted">{service.summary}</p>}
      <Registration />
      {session.person && <Queues entities={entities} />}
      {entities.length > 0 && <Places entities={entities} />}
      {reports.length > 0 && (
        <Card title="Reports">
          <ul className="link-list">
            {reports.map((r) => (
              <li key={r.id}>
                <Link to={r.url}>{r.label}</Link>
              </li>
            ))}
          </ul>
        </Card>
      )}
      {!session.person && service.roles.length > 0 && <SignInCard />}
      {session.person && entities.length + reports.length === 0 && (
        <EmptyState title="Nothing here is open to your role.">
          <p className="muted">Sign in with another role, or ask whoever runs this service.</p>
        </EmptyState>
      )}
    </>
  )
}

/** Somebody whose role stands for records of their own has none yet: nothing else works before it is there. */
function Registration() {
  const session = useSession()
  const entity = entityOf(useService(), session.role?.entity ?? undefined)
  const create = entity && operationOf(entity, 'create')
  if (!entity || session.own !== null || !mayEver(create, session)) return null
  return (
    <Card title="First, tell us who you are">
      <p className="muted">{`There is no ${lower(entity.name)} record of yours yet. Most things here need one.`}</p>
      <ButtonLink kind="primary" to={`${entity.url}/new`}>
        {create.label}
      </ButtonLink>
    </Card>
  )
}

interface Queue {
  entity: EntityDefinition
  state: StateDefinition
  operations: OperationDefinition[]
  parameter: string
}

/** The states in which records wait for this role, where the service can count them. */
function queuesOf(entities: EntityDefinition[], may: (o: OperationDefinition) => boolean): Queue[] {
  return entities.flatMap((entity) => {
    const parameter = entity.filters.find((f) => f.field.key === entity.state?.key)?.parameter
    if (parameter === undefined) return []
    return (entity.state?.values ?? []).flatMap((state) => {
      const operations = entity.operations.filter((o) => o.kind === 'action' && o.from.includes(state.id) && may(o) && !isGivingUp(entity, o))
      return operations.length > 0 ? [{ entity, state, operations, parameter }] : []
    })
  })
}

/** What can be cancelled does not wait for being cancelled. */
const isGivingUp = (entity: EntityDefinition, operation: OperationDefinition): boolean =>
  entity.state?.values.find((s) => s.id === operation.to)?.tone === 'bad'

function Queues({ entities }: { entities: EntityDefinition[] }) {
  const session = useSession()
  const queues = queuesOf(entities, (o) => permissionsOf(o, session).length > 0).slice(0, 8)
  const counts = useQueries({
    queries: queues.map(({ entity, state, parameter }) => {
      const parameters = new URLSearchParams({ [parameter]: state.id, pageSize: '1' })
      return { queryKey: ['records', entity.api, parameters.toString()], queryFn: () => listPage(entity.api, parameters) }
    }),
  })
  if (queues.length === 0) return null
  return (
    <Card title="Waiting for you">
      <ul className="queues">
        {queues.map(({ entity, state, operations, parameter }, index) => (
          <li key={`${entity.id} ${state.id}`}>
            <Link to={`${entity.url}?${parameter}=${encodeURIComponent(state.id)}`} className="queue">
              <span className="queue-count">{counts[index]?.data ? count(counts[index].data.total) : '–'}</span>
              <span>{entity.plural}</span>
              <Badge tone={state.tone}>{state.label}</Badge>
              <span className="muted">{operations.map((o) => o.label).join(', ')}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Places({ entities }: { entities: EntityDefinition[] }) {
  return (
    <div className="places">
      {entities.map((entity, index) => (
        <Place key={entity.id} entity={entity} counted={index < 12} />
      ))}
    </div>
  )
}

function Place({ entity, counted }: { entity: EntityDefinition; counted: boolean }) {
  const session = useSession()
  const listed = mayDo(entity, 'list', session)
  const own = isOwnRecordOnly(entity, session)
  const create = operationOf(entity, 'create')
  const total = usePage(entity.api, new URLSearchParams({ pageSize: '1' }), counted && listed && !own).data?.total
  const title = own ? 'My record' : entity.plural
  return (
    <section className="card place">
      <div className="place-head">
        <h2>{listed ? <Link to={entity.url}>{title}</Link> : title}</h2>
        {total !== undefined && <span className="muted">{count(total)}</span>}
      </div>
      {mayEver(create, session) && !(own && session.own) && (
        <ButtonLink icon="plus" to={`${entity.url}/new`}>
          {create.label}
        </ButtonLink>
      )}
    </section>
  )
}
