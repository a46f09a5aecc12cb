'use client'
import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '#components/trpc/client.ts'
import { codeOf } from '#components/trpc/query-client.ts'
import type { NetworkKind, NetworkRecords } from '#model/network-change.ts'
import { elementsOf, keyOf } from '#model/network-change.ts'
import { draftOf, fieldOf, merge, recordOf } from './form.ts'
import { useKept } from './use-kept.ts'

export interface Edited<K extends NetworkKind> {
  kind: K
  /** What is edited; null makes a new one. */
  record: NetworkRecords[K] | null
  /** What a new one starts from, and what the form does not show. */
  start: Partial<NetworkRecords[K]>
  /** The system whose page this is: where a newer state is read from. Null while it is being made. */
  system: string | null
  /** The name of a new element, from what the form says. */
  newKey?: (record: NetworkRecords[K]) => NetworkRecords[K]
}

interface Meanwhile {
  by: string
  /** null: it was removed. */
  taken: string[] | null
}
/**
 * One form of one element: what is typed is kept in this browser until it is saved or discarded, errors stand at their
 * fields, and when somebody else saved meanwhile both states are shown instead of one overwriting the other.
 */
export function useEditing<K extends NetworkKind>(edited: Edited<K>, onSaved: (record: NetworkRecords[K]) => void) {
  const { kind, record, start, system } = edited
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const change = useMutation(trpc.network.change.mutationOptions())
  const storageKey = `gantry.draft.network.${kind}.${record ? keyOf(kind, record) : `new.${system ?? ''}`}`
  const { state, update, forget, reset } = useKept(storageKey, () => ({ base: record, draft: draftOf(kind, record ?? start) }))
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [clashes, setClashes] = useState<Record<string, string>>({})
  const [meanwhile, setMeanwhile] = useState<Meanwhile | null>(null)

  const edit = (name: string, value: string) => {
    setErrors(({ [name]: _, '': __, ...rest }) => rest)
    update({ draft: { ...state.draft, [name]: value } })
  }
  function discard() {
    reset()
    setErrors({})
    setClashes({})
    setMeanwhile(null)
  }

  /** Reads what is there now, and who made it so, and puts it beside what was typed. */
  async function catchUp() {
    const options = { staleTime: 0 }
    const view = system ? await queryClient.fetchQuery(trpc.network.system.queryOptions({ slug: system }, options)) : null
    const history = system ? await queryClient.fetchQuery(trpc.network.history.queryOptions({ system, limit: 20 }, options)) : null
    const key = state.base ? keyOf(kind, state.base as NetworkRecords[K]) : ''
    const theirs = (view && elementsOf(view.part).get(`${kind} ${key}`)?.record) ?? null
    const by = history?.items.find(({ changes }) => changes.some((each) => each.kind === kind && each.key === key))?.actor.name ?? 'Somebody else'
    if (theirs === null) {
      setMeanwhile({ by, taken: null })
      update({ base: null })
      return
    }
    const merged = merge(kind, state.base, theirs, state.draft)
    setClashes(merged.clashes)
    setMeanwhile({ by, taken: merged.taken })
    update({ base: theirs, draft: merged.draft })
  }

  async function save() {
    if (change.isPending) return
    const result = recordOf(kind, state.base ?? start, state.draft)
    if ('errors' in result) return setErrors(result.errors)
    const next = !state.base && edited.newKey ? edited.newKey(result.record) : result.record
    try {
      await change.mutateAsync({ changes: [{ kind, key: keyOf(kind, next), before: state.base, after: next }], note: state.note })
      forget()
      await refresh(queryClient)
      onSaved(next)
    } catch (error) {
      if (codeOf(error) === 'CONFLICT' && state.base && 'changes.0.before' in fieldsIn(error)) await catchUp()
      else setErrors(said(kind, error))
    }
  }
  return {
    state,
    errors,
    clashes,
    meanwhile,
    edit,
    setNote: (note: string) => update({ note }),
    save,
    discard,
    busy: change.isPending,
    clear: (name: string) => setClashes(({ [name]: _, ...rest }) => rest),
  }
}

/** Everything that shows the network. Others hear of it by the event stream; whoever saved shall not wait for it. */
export const refresh = (queryClient: QueryClient) =>
  queryClient.invalidateQueries({ predicate: ({ queryKey: [path] }) => Array.isArray(path) && ['network', 'system'].includes(String(path[0])) })

const fieldsIn = (error: unknown) => (error as { data?: { fields?: Record<string, string[]> } } | null)?.data?.fields ?? {}

/** The server's messages (`changes.0.owner.team`) at the fields of the form; what belongs to none of them, and other failures, under ''. */
function said(kind: NetworkKind, error: unknown): Record<string, string> {
  const errors: Record<string, string> = {}
  for (const [path, messages] of Object.entries(fieldsIn(error))) {
    const parts = path.split('.').slice(2)
    const name = parts[0] === 'key' || parts[0] === 'before' ? '' : fieldOf(kind, parts)
    errors[name] = messages[0] === 'changed' ? (error as Error).message : messages.join(' ')
  }
  if (Object.keys(errors).length === 0)
    errors[''] = error instanceof Error ? error.message : 'That did not work. Nothing was changed, and what you typed is still here.'
  return errors
}
