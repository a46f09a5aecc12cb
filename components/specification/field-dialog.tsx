'use client'
import { useState } from 'react'
import { Field, Input } from '#components/ui/field.tsx'
import { Select } from '#components/ui/select.tsx'
import type { Entity, Field as FieldPart } from '#model/specification.ts'
import type { SpecificationChange } from '#model/specification-edit.ts'
import { idFrom, plain } from './edit-draft.ts'
import { FieldTypeInputs, freshType, typeNames } from './field-type.tsx'
import { Check, type Editing, type Errors, PartDialog } from './part-dialog.tsx'

type Value = Omit<FieldPart, 'id' | 'statements'>
const fresh: Value = { label: '', type: { kind: 'text', max: 200 }, required: false, unique: false, immutable: false, source: 'client' }

function DefaultInput({ value, onChange, error }: { value: Value; onChange: (value: Value) => void; error: string | undefined }) {
  const { default: now, ...rest } = value
  if (now && now.kind !== 'literal' && now.kind !== 'today' && now.kind !== 'now')
    return <p className="text-faint text-xs">Its default is computed as the text says; change it there.</p>
  const kind = value.type.kind
  if (!['text', 'integer', 'decimal', 'money', 'boolean', 'enum', 'date', 'datetime'].includes(kind)) return null
  if (kind === 'date' || kind === 'datetime')
    return (
      <Check
        label={kind === 'date' ? 'Today, when none is given' : 'Now, when none is given'}
        checked={now !== undefined}
        onChange={(on) => onChange(on ? { ...rest, default: { kind: kind === 'date' ? 'today' : 'now' } } : rest)}
      />
    )
  const text = now?.kind === 'literal' && now.value !== null ? String(now.value) : ''
  const typed = (input: string) => (kind === 'boolean' ? input === 'true' : kind === 'text' || kind === 'enum' ? input : Number(input))
  return (
    <Field label="When none is given" error={error} hint="Empty: nothing is taken for it.">
      {(control) => (
        <Input
          {...control}
          value={text}
          maxLength={200}
          onChange={(event) => onChange(event.target.value === '' ? rest : { ...rest, default: { kind: 'literal', value: typed(event.target.value) } })}
        />
      )}
    </Field>
  )
}

function Flags({ value, onChange }: { value: Value; onChange: (value: Value) => void }) {
  return (
    <fieldset className="flex flex-wrap gap-x-5 gap-y-1">
      <legend className="pb-1 font-medium text-sm">Rules</legend>
      <Check label="Required" checked={value.required} onChange={(required) => onChange({ ...value, required })} />
      <Check label="Unique" checked={value.unique} onChange={(unique) => onChange({ ...value, unique })} />
      <Check label="Stays as created" checked={value.immutable} onChange={(immutable) => onChange({ ...value, immutable })} />
    </fieldset>
  )
}

/** A field of an entity: one that is there, or a new one. */
export function FieldDialog({ entity, field, editing, onClose }: { entity: Entity; field: FieldPart | null; editing: Editing; onClose: () => void }) {
  const [value, setValue] = useState<Value>(field ? plain(field, 'id') : fresh)
  const id = field?.id ?? idFrom(value.label, [...entity.fields.map((each) => each.id), entity.states?.field ?? ''])
  const change = (after: Value | null): SpecificationChange => ({
    part: 'field',
    entity: entity.id,
    id: id || 'unnamed',
    before: field ? plain(field, 'id') : null,
    after,
  })
  const nameError = (errors: Errors) =>
    errors.label ?? (value.label.trim() !== '' && id === '' ? 'Use at least some letters a-z: the field is named after it.' : undefined)
  return (
    <PartDialog
      title={field ? `${entity.name}: ${field.label}` : `A new field of ${entity.name.toLowerCase()}`}
      shown={['label', 'type.kind', 'type.min', 'type.max', 'type.values', 'type.entity', 'default']}
      change={() => change(value)}
      removal={field ? () => change(null) : undefined}
      keep={(made) => (id === '' && value.label.trim() !== '' ? { label: 'Use at least some letters a-z: the field is named after it.' } : editing.keep(made))}
      onClose={onClose}
    >
      {(errors) => (
        <>
          <Field label="Name" error={nameError(errors) ?? null}>
            {(control) => <Input {...control} value={value.label} maxLength={120} onChange={(event) => setValue({ ...value, label: event.target.value })} />}
          </Field>
          <Field label="Type" error={errors['type.kind'] ?? null}>
            {(control) => (
              <Select
                {...control}
                value={value.type.kind}
                options={typeNames}
                onChange={(kind) => {
                  const { default: _, ...rest } = value
                  setValue({ ...rest, type: freshType(kind, editing.specification) })
                }}
              />
            )}
          </Field>
          <FieldTypeInputs type={value.type} onChange={(type) => setValue({ ...value, type })} specification={editing.specification} errors={errors} />
          {value.source === 'client' ? (
            <DefaultInput value={value} onChange={setValue} error={errors.default} />
          ) : (
            <p className="text-faint text-xs">
              {value.source === 'derived'
                ? 'It is computed as the text says; how is changed there.'
                : 'It is set by what people do, never typed; that follows from the text.'}
            </p>
          )}
          <Flags value={value} onChange={setValue} />
        </>
      )}
    </PartDialog>
  )
}
