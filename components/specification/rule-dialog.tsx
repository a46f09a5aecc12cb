'use client'
import { useState } from 'react'
import { Field, Input } from '#components/ui/field.tsx'
import { Select } from '#components/ui/select.tsx'
import type { Expression } from '#model/expression.ts'
import type { Condition, Entity, Invariant, Operation } from '#model/specification.ts'
import type { SpecificationChange } from '#model/specification-edit.ts'
import { expressionWords } from '#model/specification-words.ts'
import { idFrom, plain } from './edit-draft.ts'
import { type Editing, PartDialog } from './part-dialog.tsx'
import { expressionOf, firstValue, pathsOf, type RuleRow, rowsOf, valuesOf, withValue } from './rule-rows.ts'
import { RuleRowsField } from './rule-rows-field.tsx'

/** A rule that is more than comparisons: its shape stays, its numbers and words can be others. */
function Values({ expression, onChange }: { expression: Expression; onChange: (expression: Expression) => void }) {
  const values = valuesOf(expression)
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="pb-1 font-medium text-sm">Must hold</legend>
      <p className="rounded-md bg-sunken px-3 py-2 text-sm">{expressionWords(expression)}</p>
      <p className="text-faint text-xs">
        This is more than a comparison: {values.length > 0 ? 'its values can be changed here, the rest in the text.' : 'it is changed in the text.'}
      </p>
      <div className="flex flex-wrap gap-2">
        {values.map(({ at, value }, index) => (
          <Input
            key={at.join('.')}
            aria-label={`Value ${index + 1}`}
            className="w-32"
            type={typeof value === 'number' ? 'number' : 'text'}
            step="any"
            maxLength={200}
            value={String(value)}
            onChange={(event) => onChange(withValue(expression, at, typeof value === 'number' ? Number(event.target.value) : event.target.value))}
          />
        ))}
      </div>
    </fieldset>
  )
}

interface Target {
  entity: Entity
  /** A condition of this operation; otherwise a rule of the entity. */
  operation?: Operation
  rule: Invariant | Condition | null
}

/** A rule that every record keeps, or a condition of an action. */
export function RuleDialog({ entity, operation, rule, editing, onClose }: Target & { editing: Editing; onClose: () => void }) {
  const paths = pathsOf(entity, editing.specification)
  const begin: RuleRow[] = paths[0] ? [{ left: paths[0].path, op: 'not_null', right: firstValue(paths[0].type) }] : []
  const [expression, setExpression] = useState<Expression>(rule?.expression ?? expressionOf(begin))
  const [message, setMessage] = useState(rule?.message ?? '')
  const [status, setStatus] = useState<number>(rule?.status ?? (operation ? 409 : 422))
  const rows = rowsOf(expression)
  const change = (remove: boolean): SpecificationChange => {
    if (operation) {
      const before = rule ? plain(rule as Condition) : null
      return {
        part: 'condition',
        operation: operation.id,
        before,
        after: remove ? null : { roles: [], ...before, expression, message, status: status as Condition['status'] },
      }
    }
    const own = rule as Invariant | null
    const taken = entity.invariants.map((each) => each.id)
    return {
      part: 'rule',
      entity: entity.id,
      id: own?.id ?? (idFrom(message, taken) || idFrom('rule', taken)),
      before: own ? plain(own, 'id') : null,
      after: remove ? null : { ...(own ? plain(own, 'id') : {}), expression, message, status: status as Invariant['status'] },
    }
  }
  return (
    <PartDialog
      title={operation ? `A condition of “${operation.label}”` : `A rule of every ${entity.name.toLowerCase()}`}
      hint={operation ? 'It must hold, or the action is refused.' : 'Whatever is stored keeps it.'}
      shown={['message']}
      change={() => change(false)}
      removal={rule ? () => change(true) : undefined}
      keep={editing.keep}
      onClose={onClose}
    >
      {(errors) => (
        <>
          {rows ? (
            <RuleRowsField rows={rows} paths={paths} onChange={(next) => setExpression(expressionOf(next))} />
          ) : (
            <Values expression={expression} onChange={setExpression} />
          )}
          <Field label="Message to whoever breaks it" error={errors.message ?? null}>
            {(control) => <Input {...control} value={message} maxLength={400} onChange={(event) => setMessage(event.target.value)} />}
          </Field>
          <Field label="Answered with">
            {(control) => (
              <Select
                {...control}
                value={String(status)}
                onChange={(to) => setStatus(Number(to))}
                options={[
                  { value: '422', label: '422 the input is wrong' },
                  { value: '409', label: '409 not in this situation' },
                  ...(operation ? [{ value: '403', label: '403 not for this person' }] : []),
                ]}
              />
            )}
          </Field>
        </>
      )}
    </PartDialog>
  )
}
