import { useQuery } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext } from 'react'
import { listPage, type Person, whoIsSignedIn } from './api.ts'
import { type DataRecord, entityOf, held, operationOf, type RoleDefinition, type ServiceDefinition } from './definition.ts'

/** own: id of the person's own record; null = there is none yet; undefined = the role has none, or it is not known. */
export interface Session {
  person: Person | null
  role: RoleDefinition | null
  own: string | null | undefined
  loading: boolean
}

const ServiceContext = createContext<ServiceDefinition | null>(null)
const SessionContext = createContext<Session>({ person: null, role: null, own: undefined, loading: true })

export function useService(): ServiceDefinition {
  const service = useContext(ServiceContext)
  if (!service) throw new Error('useService needs a ServiceProvider above it')
  return service
}
export const useSession = (): Session => useContext(SessionContext)

export function ServiceProvider({ service, children }: { service: ServiceDefinition; children: ReactNode }) {
  return <ServiceContext value={service}>{children}</ServiceContext>
}

export function SessionProvider({ children }: { children: ReactNode }) {
  const service = useService()
  const me = useQuery({ queryKey: ['me'], queryFn: whoIsSignedIn, staleTime: 60_000, retry: false })
  const person = me.data ?? null
  const role = service.roles.find((r) => r.id === person?.role) ?? null
  const own = useOwnRecord(person, role)
  return <SessionContext value={{ person, role, own: own.id, loading: me.isPending || own.loading }}>{children}</SessionContext>
}

/** For tests and the component page: a session that is simply given. */
export function GivenSession({ session, children }: { session: Session; children: ReactNode }) {
  return <SessionContext value={session}>{children}</SessionContext>
}

function useOwnRecord(person: Person | null, role: RoleDefinition | null): { id: string | null | undefined; loading: boolean } {
  const entity = entityOf(useService(), role?.entity ?? undefined)
  const list = entity && operationOf(entity, 'list')
  const permission = list?.permissions.find((p) => p.role === role?.id)
  const allowed = person !== null && entity !== undefined && (permission !== undefined || list?.public === true)
  const query = useQuery({
    queryKey: ['records', entity?.id, 'own', person?.subject],
    enabled: allowed,
    retry: false,
    queryFn: async () => {
      if (!entity || !person) return undefined
      const { items } = await listPage(entity.api, new URLSearchParams({ pageSize: '100' }))
      // Whoever may only list their own record gets just that one; otherwise it is found by what tells people apart.
      if (permission?.own === 'id') return items[0]?.id ?? null
      return items.find((item) =>
        isOf(
          item,
          person.subject,
          entity.fields.filter((f) => f.unique).map((f) => f.key),
        ),
      )?.id
    },
  })
  return allowed ? { id: query.data, loading: query.isPending } : { id: undefined, loading: false }
}

const isOf = (record: DataRecord, subject: string, keys: string[]): boolean =>
  record.id === subject || ['subject', ...keys].some((key) => held(record, key) === subject)
