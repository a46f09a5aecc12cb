'use client'
import { useState } from 'react'
import { Field, Input } from '#components/ui/field.tsx'
import { Select } from '#components/ui/select.tsx'
import type { Entity, Operation } from '#model/specification.ts'
import type { SpecificationChange } from '#model/specification-edit.ts'
import { idFrom } from './edit-draft.ts'
import { Check, type Editing, PartDialog } from './part-dialog.tsx'

type Head = Pick<Operation, 'label' | 'public' | 'from' | 'to'>
const headOf = ({ label, public: open, from, to }: Operation): Head => ({ label, public: open, from, to })

/** What an action is called, in which states it may be done, and where it leads: one that is there, or a new one. */
export function OperationDialog({
  entity,
  operation,
  editing,
  onClose,
}: {
  entity: Entity
  operation: Operation | null
  editing: Editing
  onClose: () => void
}) {
  const states = entity.states?.values ?? []
  const [value, setValue] = useState<Head>(operation ? headOf(operation) : { label: '', public: false, from: [], to: states[0]?.id ?? null })
  const taken = editing.specification.operations.filter((each) => each.entity === entity.id).map((each) => each.name)
  const change = (remove: boolean): SpecificationChange => ({
    part: 'operation',
    operation: operation?.id ?? `${entity.id}.${idFrom(value.label, taken) || 'unnamed'}`,
    before: operation ? headOf(operation) : null,
    after: remove ? null : value,
  })
  return (
    <PartDialog
      title={operation ? `${entity.name}: ${operation.label}` : `A new action of ${entity.name.toLowerCase()}`}
      hint={operation ? undefined : 'It moves a record from one state to another. Say afterwards who may do it: until then it is not built.'}
      shown={['label', 'to']}
      change={() => change(false)}
      removal={operation?.kind === 'action' ? () => change(true) : undefined}
      keep={(made) =>
        !operation && value.label.trim() !== '' && !idFrom(value.label, taken)
          ? { label: 'Use at least some letters a-z: the action is named after it.' }
          : editing.keep(made)
      }
      onClose={onClose}
    >
      {(errors) => (
        <>
          <Field label="Name" error={errors.label ?? null}>
            {(control) => <Input {...control} value={value.label} maxLength={120} onChange={(event) => setValue({ ...value, label: event.target.value })} />}
          </Field>
          {states.length > 0 && operation?.kind !== 'create' && (
            <fieldset className="flex flex-wrap gap-x-4 gap-y-1">
              <legend className="pb-1 font-medium text-sm">Allowed while it is</legend>
              {states.map(({ id, label }) => (
                <Check
                  key={id}
                  label={label}
                  checked={value.from.includes(id)}
                  onChange={(on) => setValue({ ...value, from: on ? [...value.from, id] : value.from.filter((each) => each !== id) })}
                />
              ))}
              <p className="w-full text-faint text-xs">None chosen: in any state.</p>
            </fieldset>
          )}
          {states.length > 0 && (!operation || operation.kind === 'action' || operation.kind === 'create') && (
            <Field label="Afterwards it is" error={errors.to ?? null}>
              {(control) => (
                <Select
                  {...control}
                  value={value.to ?? ''}
                  onChange={(to) => setValue({ ...value, to: to || null })}
                  options={[{ value: '', label: 'as before' }, ...states.map(({ id, label }) => ({ value: id, label }))]}
                />
              )}
            </Field>
          )}
          <Check label="Anyone may, without signing in" checked={value.public} onChange={(open) => setValue({ ...value, public: open })} />
        </>
      )}
    </PartDialog>
  )
}
