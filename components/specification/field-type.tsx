'use client'
import { Field, Input, Textarea } from '#components/ui/field.tsx'
import { Select } from '#components/ui/select.tsx'
import type { FieldType, Specification } from '#model/specification.ts'
import type { Errors } from './part-dialog.tsx'

type Kind = FieldType['kind']
const names: Record<Kind, string> = {
  text: 'Text',
  integer: 'Whole number',
  decimal: 'Decimal number',
  money: 'Money',
  boolean: 'Yes or no',
  date: 'Date',
  datetime: 'Date and time',
  email: 'Email address',
  phone: 'Phone number',
  url: 'Web address',
  enum: 'One of some values',
  reference: 'Reference to another thing',
  sequence: 'Automatic number',
}
export const typeNames = (Object.keys(names) as Kind[]).map((value) => ({ value, label: names[value] }))

export function freshType(kind: Kind, specification: Specification): FieldType {
  if (kind === 'enum') return { kind, values: [] }
  if (kind === 'reference') return { kind, entity: specification.entities[0]?.id ?? '' }
  if (kind === 'decimal') return { kind, scale: 2 }
  if (kind === 'sequence') return { kind, prefix: '', digits: 6 }
  return kind === 'text' ? { kind, max: 200 } : { kind }
}

type Ranged = Extract<FieldType, { min?: number | undefined }>
const isRanged = (type: FieldType): type is Ranged => ['text', 'integer', 'decimal', 'money'].includes(type.kind)

function Range({ type, onChange, errors }: { type: Ranged; onChange: (type: FieldType) => void; errors: Errors }) {
  const set = (key: 'min' | 'max', input: string) => {
    const { [key]: _, ...rest } = type
    onChange((input.trim() === '' ? rest : { ...rest, [key]: Number(input) }) as FieldType)
  }
  const characters = type.kind === 'text' ? ' (characters)' : ''
  return (
    <div className="grid grid-cols-2 gap-3">
      {(['min', 'max'] as const).map((key) => (
        <Field key={key} label={`${key === 'min' ? 'At least' : 'At most'}${characters}`} error={errors[`type.${key}`] ?? null}>
          {(control) => <Input {...control} type="number" step="any" value={type[key] ?? ''} onChange={(event) => set(key, event.target.value)} />}
        </Field>
      ))}
    </div>
  )
}

/** What belongs to a type: its range, its values, what it refers to. */
export function FieldTypeInputs({
  type,
  onChange,
  specification,
  errors,
}: {
  type: FieldType
  onChange: (type: FieldType) => void
  specification: Specification
  errors: Errors
}) {
  if (type.kind === 'enum')
    return (
      <Field label="Values" error={errors['type.values'] ?? null} hint="One a line.">
        {(control) => (
          <Textarea
            {...control}
            value={type.values.join('\n')}
            onChange={(event) => onChange({ ...type, values: event.target.value === '' ? [] : event.target.value.split('\n').map((line) => line.trimStart()) })}
          />
        )}
      </Field>
    )
  if (type.kind === 'reference')
    return (
      <Field label="Refers to" error={errors['type.entity'] ?? null}>
        {(control) => (
          <Select
            {...control}
            value={type.entity}
            onChange={(entity) => onChange({ ...type, entity })}
            options={specification.entities.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
      </Field>
    )
  if (!isRanged(type)) return null
  return (
    <>
      <Range type={type} onChange={onChange} errors={errors} />
      {type.kind === 'text' && type.pattern && (
        <p className="text-faint text-xs">It keeps its pattern ({type.patternText || type.pattern}); another one is read from words in the text.</p>
      )}
    </>
  )
}
