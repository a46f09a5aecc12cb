import { useId } from 'react'
import { type FieldDefinition, held } from './definition.ts'
import { useForm } from './form.tsx'
import { sentence } from './format.ts'
import { ReferenceInput } from './reference-input.tsx'

/** A labelled input for one field of the form around it, with what it expects and what is wrong. */
export function Field({ field }: { field: FieldDefinition }) {
  const { values, complaintAt, change } = useForm()
  return <FieldInput field={field} value={held(values, field.key)} complaint={complaintAt(field.key)} onChange={(value) => change(field.key, value)} />
}

export function FieldInput({
  field,
  value,
  complaint,
  onChange,
  hideLabel = false,
}: {
  field: FieldDefinition
  value: unknown
  complaint: string | undefined
  onChange: (value: unknown) => void
  hideLabel?: boolean
}) {
  const id = useId()
  const hint = hideLabel ? '' : hintOf(field)
  const described = [hint !== '' ? `${id}-hint` : '', complaint !== undefined ? `${id}-complaint` : ''].filter(Boolean).join(' ') || undefined
  const isCheckbox = field.kind === 'boolean'
  return (
    <div className={`field${isCheckbox ? ' field-checkbox' : ''}${field.kind === 'longtext' ? ' field-wide' : ''}`}>
      <label id={`${id}-label`} htmlFor={field.kind === 'reference' ? undefined : id} className={hideLabel && !isCheckbox ? 'visually-hidden' : undefined}>
        {field.label}
        {!field.required && !isCheckbox && !hideLabel && <span className="optional"> optional</span>}
      </label>
      <Input id={id} field={field} value={value} described={described} invalid={complaint !== undefined} onChange={onChange} />
      {hint !== '' && (
        <p id={`${id}-hint`} className="hint">
          {hint}
        </p>
      )}
      {complaint !== undefined && (
        <p id={`${id}-complaint`} className="complaint">
          {complaint}
        </p>
      )}
    </div>
  )
}

function Input({
  id,
  field,
  value,
  described,
  invalid,
  onChange,
}: {
  id: string
  field: FieldDefinition
  value: unknown
  described: string | undefined
  invalid: boolean
  onChange: (value: unknown) => void
}) {
  const shown = value === undefined || value === null ? '' : String(value)
  const common = {
    id,
    'aria-describedby': described,
    'aria-invalid': invalid || undefined,
    'aria-required': (field.required && field.kind !== 'boolean') || undefined,
  }
  switch (field.kind) {
    case 'boolean':
      return <input {...common} type="checkbox" checked={value === true} onChange={(event) => onChange(event.target.checked)} />
    case 'longtext':
      return <textarea {...common} rows={4} value={shown} onChange={(event) => onChange(event.target.value)} />
    case 'reference':
      return (
        <ReferenceInput
          entityId={field.entity}
          value={shown}
          onChange={onChange}
          labelledBy={`${id}-label`}
          describedBy={described}
          invalid={invalid || undefined}
          required={field.required}
        />
      )
    case 'enum':
      return (
        <select {...common} value={shown} onChange={(event) => onChange(event.target.value)}>
          <option value="">{field.required ? 'Choose…' : 'None'}</option>
          {field.values?.map((option) => (
            <option key={option} value={option}>
              {sentence(option)}
            </option>
          ))}
        </select>
      )
    default:
      return (
        <input
          {...common}
          type={inputType(field)}
          inputMode={inputMode(field)}
          value={shown}
          autoComplete="off"
          onChange={(event) => onChange(event.target.value)}
        />
      )
  }
}

/** Numbers are text inputs with a numeric keyboard: a number input swallows what it cannot read instead of letting us say so. */
function inputType(field: FieldDefinition): string {
  switch (field.kind) {
    case 'date':
      return 'date'
    case 'datetime':
      return 'datetime-local'
    case 'email':
      return 'email'
    case 'phone':
      return 'tel'
    case 'url':
      return 'url'
    default:
      return 'text'
  }
}
const inputMode = (field: FieldDefinition): 'numeric' | 'decimal' | undefined =>
  field.kind === 'integer' ? 'numeric' : field.kind === 'decimal' || field.kind === 'money' ? 'decimal' : undefined

function hintOf(field: FieldDefinition): string {
  if (field.patternText) return field.patternText.replace(/^./u, (c) => c.toUpperCase())
  const unit = field.currency ?? field.unit
  const { min, max } = field
  const range =
    min !== undefined && max !== undefined
      ? `${field.exclusiveMin ? 'More than ' : ''}${min} to ${max}`
      : min !== undefined
        ? `${field.exclusiveMin ? 'More than' : 'At least'} ${min}`
        : max !== undefined
          ? `At most ${max}`
          : ''
  const length = field.maxLength !== undefined ? `Up to ${field.maxLength} characters` : ''
  return [range || length, unit].filter((part) => part !== undefined && part !== '').join(' ')
}
