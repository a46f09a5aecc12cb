'use client'
import { PenLine, Plus } from 'lucide-react'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Table, Td, Th } from '#components/ui/table.tsx'
import type { Entity, Field, Invariant } from '#model/specification.ts'
import { expressionWords, typeWords } from '#model/specification-words.ts'
import { EditedBadge, Statements } from './edited-badge.tsx'
import { FieldDialog } from './field-dialog.tsx'
import { OperationCard } from './operation-card.tsx'
import { OperationDialog } from './operation-dialog.tsx'
import type { Editing } from './part-dialog.tsx'
import { RuleDialog } from './rule-dialog.tsx'
import { StatesDialog } from './states-dialog.tsx'

type Part = { field: Field | null } | { rule: Invariant | null } | { states: true } | { action: true }

const flags = (field: Field) =>
  [
    field.required && 'required',
    field.unique && 'unique',
    field.immutable && 'stays as created',
    field.source === 'system' && 'set by actions',
    field.source === 'derived' && 'computed',
  ]
    .filter(Boolean)
    .join(', ')

function Fields({ entity, editing, open }: { entity: Entity; editing: Editing; open: (part: Part) => void }) {
  return (
    <Table
      label={`Fields of ${entity.name.toLowerCase()}`}
      head={
        <>
          <Th>Field</Th>
          <Th>Type</Th>
          <Th>Rules</Th>
          <Th>Default or formula</Th>
          <Th>From</Th>
          {editing.editable && <Th className="w-10" />}
        </>
      }
    >
      {entity.fields.map((field) => (
        <tr key={field.id} className="align-top">
          <Td className="font-medium">{field.label}</Td>
          <Td>{typeWords(field.type)}</Td>
          <Td className="text-muted">{flags(field)}</Td>
          <Td className="text-muted">{field.derived ? expressionWords(field.derived) : field.default ? expressionWords(field.default) : ''}</Td>
          <Td>
            <Statements ids={field.statements} /> <EditedBadge statements={field.statements} specification={editing.specification} />
          </Td>
          {editing.editable && (
            <Td className="text-right">
              <Button tone="ghost" size="iconSm" aria-label={`Edit ${field.label}`} onClick={() => open({ field })}>
                <PenLine />
              </Button>
            </Td>
          )}
        </tr>
      ))}
    </Table>
  )
}

function States({ entity, editing, open }: { entity: Entity; editing: Editing; open: (part: Part) => void }) {
  const { states } = entity
  if (!states && !editing.editable) return null
  return (
    <div className="flex flex-wrap items-center gap-2 text-sm">
      <h4 className="font-medium text-sm">States</h4>
      {states?.values.map(({ id, label }) => (
        <span key={id} className="rounded-full border border-line px-2 text-xs">
          {label}
          {id === states.initial && <span className="text-faint"> (first)</span>}
          {states.final.includes(id) && <span className="text-faint"> (last)</span>}
        </span>
      ))}
      {!states && <span className="text-faint text-xs">none</span>}
      {states && <EditedBadge statements={states.statements} specification={editing.specification} />}
      {editing.editable && (
        <Button tone="ghost" size="iconSm" aria-label={`Edit the states of ${entity.name.toLowerCase()}`} onClick={() => open({ states: true })}>
          <PenLine />
        </Button>
      )}
    </div>
  )
}

function Rules({ entity, editing, open }: { entity: Entity; editing: Editing; open: (part: Part) => void }) {
  return (
    <ul className="flex flex-col gap-0.5">
      {entity.invariants.map((rule) => (
        <li key={rule.id} className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
          <span className="min-w-0">
            {rule.message} <span className="text-faint text-xs">({expressionWords(rule.expression)})</span>
          </span>
          <Statements ids={rule.statements} />
          <EditedBadge statements={rule.statements} specification={editing.specification} />
          {editing.editable && (
            <Button tone="ghost" size="iconSm" aria-label={`Edit the rule “${rule.message}”`} onClick={() => open({ rule })}>
              <PenLine />
            </Button>
          )}
        </li>
      ))}
      {entity.frozen.map((rule) => (
        <li key={rule.message} className="text-muted text-sm">
          {rule.message} <span className="text-faint text-xs">from the text: not edited here</span>
        </li>
      ))}
    </ul>
  )
}

/** One thing that the service keeps: fields, states, rules, and what can be done with it. */
export function EntitySection({ entity, editing, start }: { entity: Entity; editing: Editing; start: boolean }) {
  const [part, setPart] = useState<Part | null>(null)
  const close = () => setPart(null)
  const operations = editing.specification.operations.filter((each) => each.entity === entity.id)
  return (
    <details open={start} className="rounded-lg border border-line bg-surface" data-entity={entity.id}>
      <summary className="cursor-pointer px-4 py-2.5">
        <h3 className="inline font-semibold text-sm">{entity.name}</h3>{' '}
        <span className="text-faint text-xs">
          {entity.fields.length} fields, {operations.length} actions{entity.external && ', in another system'}
        </span>
      </summary>
      <div className="flex flex-col gap-4 border-line border-t p-4">
        <Fields entity={entity} editing={editing} open={setPart} />
        <States entity={entity} editing={editing} open={setPart} />
        <Rules entity={entity} editing={editing} open={setPart} />
        {editing.editable && (
          <div className="flex flex-wrap gap-2">
            <Button size="sm" onClick={() => setPart({ field: null })}>
              <Plus />
              Field
            </Button>
            <Button size="sm" onClick={() => setPart({ rule: null })}>
              <Plus />
              Rule
            </Button>
            {entity.states && (
              <Button size="sm" onClick={() => setPart({ action: true })}>
                <Plus />
                Action
              </Button>
            )}
          </div>
        )}
        <ul className="divide-y divide-line rounded-lg border border-line" aria-label={`Actions of ${entity.name.toLowerCase()}`}>
          {operations.map((operation) => (
            <OperationCard key={operation.id} entity={entity} operation={operation} editing={editing} />
          ))}
        </ul>
      </div>
      {part && 'field' in part && <FieldDialog entity={entity} field={part.field} editing={editing} onClose={close} />}
      {part && 'rule' in part && <RuleDialog entity={entity} rule={part.rule} editing={editing} onClose={close} />}
      {part && 'states' in part && <StatesDialog entity={entity} editing={editing} onClose={close} />}
      {part && 'action' in part && <OperationDialog entity={entity} operation={null} editing={editing} onClose={close} />}
    </details>
  )
}
