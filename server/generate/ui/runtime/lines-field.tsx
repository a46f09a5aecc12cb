import { useRef } from 'react'
import { type FieldDefinition, held } from './definition.ts'
import { FieldInput } from './field.tsx'
import { emptyLine, useForm, type Values } from './form.tsx'
import { isNumber } from './format.ts'
import { Button } from './parts.tsx'

/** Edits the lines of a record inside its form. */
export function LinesField({ name, label, fields, min, max }: { name: string; label: string; fields: FieldDefinition[]; min: number; max: number | null }) {
  const { values, complaintAt, change } = useForm()
  const group = useRef<HTMLFieldSetElement>(null)
  const stored = held(values, name)
  const lines = Array.isArray(stored) ? (stored as Values[]) : []
  const set = (index: number, key: string, value: unknown) =>
    change(
      name,
      lines.map((line, i) => (i === index ? { ...line, [key]: value } : line)),
    )
  const add = () => {
    change(name, [...lines, emptyLine(fields)])
    requestAnimationFrame(() => (group.current?.querySelector('.line:last-of-type input, .line:last-of-type select') as HTMLElement | null)?.focus())
  }
  return (
    <fieldset ref={group} className="lines field-wide">
      <legend>{label}</legend>
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity before they are stored; every input is controlled, so the position will do
        <fieldset className="line" key={index} aria-label={`Line ${index + 1}`}>
          {fields.map((field) => (
            <div key={field.key} className={`line-cell ${isNumber(field) ? 'narrow' : 'wide'}`}>
              <FieldInput
                field={field}
                value={held(line, field.key)}
                complaint={complaintAt(`${name}.${index}.${field.key}`)}
                onChange={(value) => set(index, field.key, value)}
              />
            </div>
          ))}
          <Button
            kind="quiet"
            icon="close"
            aria-label={`Remove line ${index + 1}`}
            disabled={lines.length <= min}
            onClick={() =>
              change(
                name,
                lines.filter((_, i) => i !== index),
              )
            }
          />
        </fieldset>
      ))}
      {complaintAt(name) !== undefined && <p className="complaint">{complaintAt(name)}</p>}
      <Button icon="plus" disabled={max !== null && lines.length >= max} onClick={add}>
        Add line
      </Button>
    </fieldset>
  )
}
