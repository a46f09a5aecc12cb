import { keepPreviousData, type UseQueryResult, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { createRecord, deleteRecord, type Loaded, listPage, type Page, performAction, readRecord, updateRecord } from './api.ts'
import { type DataRecord, type EntityDefinition, type OperationDefinition, operationOf } from './definition.ts'
import { mayEver } from './permissions.ts'
import { useSession } from './session.tsx'

/** Everything about records is cached under ['records', …]: one change anywhere may touch any of them (stock, totals). */
export function usePage(path: string, parameters: URLSearchParams, enabled = true): UseQueryResult<Page> {
  return useQuery({
    queryKey: ['records', path, parameters.toString()],
    queryFn: () => listPage(path, parameters),
    placeholderData: keepPreviousData,
    enabled,
  })
}

/** One record. A role that may list but not read finds it in the list. */
export function useRecord(entity: EntityDefinition | undefined, id: string | undefined): UseQueryResult<Loaded> {
  const session = useSession()
  const read = entity && operationOf(entity, 'read')
  const readable = mayEver(read, session)
  const listable = entity !== undefined && mayEver(operationOf(entity, 'list'), session)
  return useQuery({
    queryKey: ['records', entity?.id, id],
    enabled: entity !== undefined && id !== undefined && id !== '' && (readable || listable),
    staleTime: 10_000,
    queryFn: async () => {
      if (!entity || !id) throw new Error('no record asked for')
      if (readable) return await readRecord(entity, id)
      const page = await listPage(entity.api, new URLSearchParams({ pageSize: '100' }))
      const record = page.items.find((r) => r.id === id)
      if (!record) throw new Error(`${entity.name} is not in the list that your role sees.`)
      return { record, etag: null }
    },
  })
}

export function useSave(entity: EntityDefinition, existing: Loaded | null) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ body, idempotencyKey }: { body: Record<string, unknown>; idempotencyKey: string }): Promise<DataRecord> =>
      existing ? updateRecord(entity, existing.record.id, body, existing.etag) : createRecord(entity, body, idempotencyKey),
    onSuccess: () => client.invalidateQueries({ queryKey: ['records'] }),
  })
}

export function usePerform(entity: EntityDefinition, operation: OperationDefinition, id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: Record<string, unknown>) => (operation.kind === 'delete' ? deleteRecord(entity, id) : performAction(entity, operation, id, body)),
    // A deleted record must not be asked for again; everything else may have changed with it.
    onSuccess: () => (operation.kind === 'delete' ? client.removeQueries({ queryKey: ['records', entity.id, id] }) : undefined),
    onSettled: () => client.invalidateQueries({ queryKey: ['records'] }),
  })
}
