'use client'
import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { Select } from '#components/ui/select.tsx'
import type { Entity, States } from '#model/specification.ts'
import type { SpecificationChange } from '#model/specification-edit.ts'
import { idFrom, plain } from './edit-draft.ts'
import { Check, type Editing, PartDialog } from './part-dialog.tsx'

type Value = Omit<States, 'statements'>

/** The states of a record. A state that was read keeps its name for rules when it is called otherwise. */
export function StatesDialog({ entity, editing, onClose }: { entity: Entity; editing: Editing; onClose: () => void }) {
  const [value, setValue] = useState<Value>(entity.states ? plain(entity.states) : { field: 'status', values: [], initial: '', final: [] })
  const [next, setNext] = useState('')
  const add = () => {
    const id = idFrom(
      next,
      value.values.map((each) => each.id),
    )
    if (id === '') return
    setNext('')
    setValue({ ...value, values: [...value.values, { id, label: next.trim() }], initial: value.initial || id })
  }
  const remove = (id: string) => {
    const values = value.values.filter((each) => each.id !== id)
    setValue({ ...value, values, initial: value.initial === id ? (values[0]?.id ?? '') : value.initial, final: value.final.filter((each) => each !== id) })
  }
  const change = (): SpecificationChange => ({ part: 'states', entity: entity.id, before: entity.states ? plain(entity.states) : null, after: value })
  return (
    <PartDialog
      title={`${entity.name}: states`}
      hint="What leads from one to another are its actions."
      shown={['values', 'initial']}
      change={change}
      keep={editing.keep}
      onClose={onClose}
    >
      {(errors) => (
        <>
          <ul className="flex flex-col gap-1.5">
            {value.values.map((state) => (
              <li key={state.id} className="flex flex-wrap items-center gap-2">
                <Input
                  aria-label={`Name of ${state.label}`}
                  className="w-48"
                  value={state.label}
                  maxLength={80}
                  onChange={(event) =>
                    setValue({ ...value, values: value.values.map((each) => (each.id === state.id ? { ...each, label: event.target.value } : each)) })
                  }
                />
                <Check
                  label="Nothing leads out of it"
                  checked={value.final.includes(state.id)}
                  onChange={(on) => setValue({ ...value, final: on ? [...value.final, state.id] : value.final.filter((each) => each !== state.id) })}
                />
                <Button tone="ghost" size="iconSm" aria-label={`Remove ${state.label}`} onClick={() => remove(state.id)}>
                  <Trash2 />
                </Button>
              </li>
            ))}
          </ul>
          <Field label="Another state" error={errors.values ?? null}>
            {(control) => (
              <div className="flex gap-2">
                <Input
                  {...control}
                  value={next}
                  maxLength={80}
                  onChange={(event) => setNext(event.target.value)}
                  onKeyDown={(event) => event.key === 'Enter' && add()}
                />
                <Button onClick={add} disabled={next.trim() === ''}>
                  <Plus />
                  Add
                </Button>
              </div>
            )}
          </Field>
          <Field label="A record begins as" error={errors.initial ?? null}>
            {(control) => (
              <Select
                {...control}
                value={value.initial}
                onChange={(initial) => setValue({ ...value, initial })}
                options={value.values.map(({ id, label }) => ({ value: id, label }))}
              />
            )}
          </Field>
        </>
      )}
    </PartDialog>
  )
}
