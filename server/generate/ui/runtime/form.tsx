import { createContext, type FormEvent, type ReactNode, useContext, useRef, useState } from 'react'
import { Problem } from './api.ts'
import { type DataRecord, type FieldDefinition, held } from './definition.ts'
import { isoDate } from './rule.ts'
import { complaint, inputValue, jsonValue } from './validation.ts'

export type Values = Record<string, unknown>
/** Complaints by place: "email", "lines.0.quantity"; '' is the form itself. */
export type Complaints = Record<string, string>

interface FormState {
  values: Values
  complaintAt: (place: string) => string | undefined
  change: (key: string, value: unknown) => void
}
const FormContext = createContext<FormState>({ values: {}, complaintAt: () => undefined, change: () => undefined })
export const useForm = (): FormState => useContext(FormContext)

/** What a form holds: its own fields, and lists of lines with theirs. */
export interface Shape {
  fields: FieldDefinition[]
  lines: { key: string; label: string; fields: FieldDefinition[]; min: number; max: number | null }[]
}

export function initialValues(shape: Shape, record: DataRecord | null): Values {
  const values: Values = {}
  for (const field of shape.fields) values[field.key] = record ? inputValue(field, held(record, field.key)) : initialValue(field)
  for (const lines of shape.lines) {
    const stored = record ? held(record, lines.key) : undefined
    values[lines.key] = Array.isArray(stored)
      ? stored.map((line: Values) => ({
          ...Object.fromEntries(lines.fields.map((f) => [f.key, inputValue(f, held(line, f.key))])),
        }))
      : Array.from({ length: record ? 0 : lines.min }, () => emptyLine(lines.fields))
  }
  return values
}

export const emptyLine = (fields: FieldDefinition[]): Values => Object.fromEntries(fields.map((f) => [f.key, initialValue(f)]))

function initialValue(field: FieldDefinition): unknown {
  const value = field.default
  if (value !== null && typeof value === 'object') return field.kind === 'date' ? isoDate(new Date()) : inputValue(field, new Date().toISOString())
  return field.kind === 'boolean' ? value === true : (value ?? '') === '' ? '' : String(value)
}

const linesOf = (values: Values, key: string): Values[] => (Array.isArray(held(values, key)) ? (held(values, key) as Values[]) : [])

export function check(shape: Shape, values: Values): Complaints {
  const found: Complaints = {}
  const judge = (field: FieldDefinition, value: unknown, place: string) => {
    const message = complaint(field, value)
    if (message !== null) found[place] = message
  }
  for (const field of shape.fields) judge(field, held(values, field.key), field.key)
  for (const lines of shape.lines) {
    const rows = linesOf(values, lines.key)
    if (rows.length < lines.min) found[lines.key] = `Add at least ${lines.min === 1 ? 'one line' : `${lines.min} lines`}.`
    rows.forEach((row, index) => {
      for (const field of lines.fields) judge(field, held(row, field.key), `${lines.key}.${index}.${field.key}`)
    })
  }
  return found
}

export function bodyOf(shape: Shape, values: Values, clearing: boolean): Record<string, unknown> {
  const entries: [string, unknown][] = shape.fields.map((f) => [f.key, jsonValue(f, held(values, f.key), clearing)])
  for (const lines of shape.lines) {
    entries.push([
      lines.key,
      linesOf(values, lines.key).map((row) => ({
        ...Object.fromEntries(lines.fields.map((f) => [f.key, jsonValue(f, held(row, f.key), clearing)])),
      })),
    ])
  }
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

/** Places the service's complaints at their inputs; what has no input here stands above the form. */
export function complaintsOf(error: unknown, shape: Shape): Complaints {
  if (!(error instanceof Problem)) return { '': error instanceof Error ? error.message : 'Something went wrong.' }
  const found: Complaints = {}
  const homeless: string[] = []
  for (const { path, message } of error.fields) {
    const [head = '', index, key] = path
    const here =
      shape.fields.some((f) => f.key === head) || shape.lines.some((l) => l.key === head && (index === undefined || l.fields.some((f) => f.key === key)))
    if (here) found[path.join('.')] = message
    else homeless.push(head === '' ? message : `${head}: ${message}`)
  }
  if (homeless.length > 0) found[''] = homeless.join(' ')
  else if (Object.keys(found).length === 0) found[''] = error.message
  return found
}

export function Form({
  shape,
  record,
  clearing,
  onSubmit,
  children,
}: {
  shape: Shape
  record: DataRecord | null
  clearing: boolean
  onSubmit: (body: Record<string, unknown>) => Promise<void>
  children: ReactNode
}) {
  const [values, setValues] = useState<Values>(() => initialValues(shape, record))
  const [complaints, setComplaints] = useState<Complaints>({})
  const element = useRef<HTMLFormElement>(null)
  const show = (found: Complaints) => {
    setComplaints(found)
    // After React has marked them: the first input that needs attention gets the focus.
    requestAnimationFrame(() => (element.current?.querySelector('[aria-invalid="true"], .form-complaint') as HTMLElement | null)?.focus())
  }
  const change = (key: string, value: unknown) => {
    setValues((before) => ({ ...before, [key]: value }))
    setComplaints((before) => Object.fromEntries(Object.entries(before).filter(([place]) => place !== key && place !== '' && !place.startsWith(`${key}.`))))
  }
  // Not complaints[place]: a field called `constructor` would find what every object inherits.
  const complaintAt = (place: string) => held(complaints, place) as string | undefined
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const found = check(shape, values)
    if (Object.keys(found).length > 0) return show(found)
    try {
      await onSubmit(bodyOf(shape, values, clearing))
    } catch (error) {
      show(complaintsOf(error, shape))
    }
  }
  return (
    <form ref={element} className="form" noValidate onSubmit={(event) => void submit(event)}>
      {complaints[''] !== undefined && (
        <p className="form-complaint" role="alert" tabIndex={-1}>
          {complaints['']}
        </p>
      )}
      <FormContext value={{ values, complaintAt, change }}>{children}</FormContext>
    </form>
  )
}
