'use client'
import { PenLine, Plus } from 'lucide-react'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Select } from '#components/ui/select.tsx'
import type { Condition, Entity, Operation, Role } from '#model/specification.ts'
import type { SpecificationChange } from '#model/specification-edit.ts'
import { expressionWords } from '#model/specification-words.ts'
import { plain } from './edit-draft.ts'
import { EditedBadge, Statements } from './edited-badge.tsx'
import { OperationDialog } from './operation-dialog.tsx'
import type { Editing } from './part-dialog.tsx'
import { RuleDialog } from './rule-dialog.tsx'

/** Paths from a record to the person of a role: what "own records only" can mean here. */
function ownPaths(entity: Entity, role: Role, operation: Operation, editing: Editing): string[] {
  const said = editing.specification.operations.filter((each) => each.entity === entity.id).flatMap((each) => each.permissions)
  const known = said.filter((each) => each.role === role.id).flatMap((each) => (each.own === null ? [] : [each.own]))
  const fields = entity.fields
    .filter((each) => each.type.kind === 'reference' && role.entity !== null && each.type.entity === role.entity)
    .map((each) => each.id)
  const now = operation.permissions.find((each) => each.role === role.id)?.own
  return [...new Set([...(now ? [now] : []), ...(role.entity === entity.id ? ['id'] : []), ...known, ...fields])]
}

function Permission({ entity, operation, role, editing }: { entity: Entity; operation: Operation; role: Role; editing: Editing }) {
  const [error, setError] = useState('')
  const now = operation.permissions.find((each) => each.role === role.id)
  const words = (path: string) => `own only (by ${path.replaceAll('_', ' ').replaceAll('.', ' of ')})`
  const value = now ? (now.own === null ? 'any' : `own ${now.own}`) : 'no'
  const set = (to: string) => {
    const before = now ? plain(now, 'role') : null
    const after = to === 'no' ? null : { ...before, own: to === 'any' ? null : to.slice(4) }
    const made: SpecificationChange = { part: 'permission', operation: operation.id, role: role.id, before, after }
    setError(Object.values(editing.keep(made))[0] ?? '')
  }
  if (!editing.editable) return now ? <span className="text-sm">{`${role.name}: ${now.own === null ? 'any' : words(now.own)}`}</span> : null
  return (
    <span className="flex flex-wrap items-center gap-1.5 text-xs">
      {role.name}
      <Select
        label={`${role.name} may ${operation.label}`}
        className="h-7"
        value={value}
        onChange={set}
        options={[
          { value: 'no', label: 'may not' },
          { value: 'any', label: 'may, any' },
          ...ownPaths(entity, role, operation, editing).map((path) => ({ value: `own ${path}`, label: `may, ${words(path)}` })),
        ]}
      />
      {now?.when && <span className="text-faint">when {expressionWords(now.when)}</span>}
      {now && <EditedBadge statements={now.statements} specification={editing.specification} />}
      {error && (
        <span role="alert" className="text-bad">
          {error}
        </span>
      )}
    </span>
  )
}

function Conditions({ entity, operation, editing }: { entity: Entity; operation: Operation; editing: Editing }) {
  const [open, setOpen] = useState<Condition | 'new' | null>(null)
  return (
    <>
      {operation.conditions.map((condition) => (
        <li key={JSON.stringify(condition.expression) + condition.message} className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
          <span className="min-w-0">
            {condition.message} <span className="text-faint text-xs">({expressionWords(condition.expression)})</span>
          </span>
          <Statements ids={condition.statements} />
          <EditedBadge statements={condition.statements} specification={editing.specification} />
          {editing.editable && (
            <Button tone="ghost" size="iconSm" aria-label={`Edit the condition “${condition.message}”`} onClick={() => setOpen(condition)}>
              <PenLine />
            </Button>
          )}
        </li>
      ))}
      {editing.editable && (
        <li>
          <Button tone="ghost" size="sm" onClick={() => setOpen('new')}>
            <Plus />
            Condition
          </Button>
        </li>
      )}
      {open && <RuleDialog entity={entity} operation={operation} rule={open === 'new' ? null : open} editing={editing} onClose={() => setOpen(null)} />}
    </>
  )
}

/** An action: its states, who may, and under which conditions. */
export function OperationCard({ entity, operation, editing }: { entity: Entity; operation: Operation; editing: Editing }) {
  const [open, setOpen] = useState(false)
  const state = (id: string) => entity.states?.values.find((each) => each.id === id)?.label ?? id
  const moves = [operation.from.length > 0 && `while ${operation.from.map(state).join(' or ')}`, operation.to && `then ${state(operation.to)}`]
    .filter(Boolean)
    .join(', ')
  return (
    <li className="flex flex-col gap-1.5 px-3 py-2" data-operation={operation.id}>
      <div className="flex flex-wrap items-center gap-2">
        <span className="font-medium text-sm">{operation.label}</span>
        {moves && <span className="text-muted text-xs">{moves}</span>}
        {operation.public && <span className="text-muted text-xs">anyone, without signing in</span>}
        <Statements ids={operation.statements} />
        <EditedBadge statements={operation.statements} specification={editing.specification} />
        {editing.editable && (
          <Button tone="ghost" size="iconSm" aria-label={`Edit ${operation.label}`} onClick={() => setOpen(true)}>
            <PenLine />
          </Button>
        )}
      </div>
      <div className="flex flex-wrap gap-x-4 gap-y-1">
        {editing.specification.roles.map((role) => (
          <Permission key={role.id} entity={entity} operation={operation} role={role} editing={editing} />
        ))}
      </div>
      <ul className="flex flex-col gap-0.5">
        <Conditions entity={entity} operation={operation} editing={editing} />
      </ul>
      {operation.effects.length > 0 && (
        <p className="text-faint text-xs">
          {operation.effects.length === 1 ? 'One effect' : `${operation.effects.length} effects`} beside it, from the text: not edited here.
        </p>
      )}
      {open && <OperationDialog entity={entity} operation={operation} editing={editing} onClose={() => setOpen(false)} />}
    </li>
  )
}
