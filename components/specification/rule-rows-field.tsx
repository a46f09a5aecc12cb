'use client'
import { Plus, Trash2 } from 'lucide-react'
import { Button } from '#components/ui/button.tsx'
import { Input } from '#components/ui/field.tsx'
import { Select } from '#components/ui/select.tsx'
import { field, literal } from '#model/expression.ts'
import { firstValue, type PathOption, type RuleRow } from './rule-rows.ts'

const operators: { value: RuleRow['op']; label: string }[] = [
  { value: '=', label: 'is' },
  { value: '!=', label: 'is not' },
  { value: '<', label: 'is below' },
  { value: '<=', label: 'is at most' },
  { value: '>', label: 'is above' },
  { value: '>=', label: 'is at least' },
  { value: 'is_null', label: 'is empty' },
  { value: 'not_null', label: 'is given' },
]

/** What a field is compared with: a value of its type, today or now, or another field. */
function Right({
  row,
  paths,
  type,
  onChange,
}: {
  row: RuleRow
  paths: readonly PathOption[]
  type: PathOption['type'] | undefined
  onChange: (right: RuleRow['right']) => void
}) {
  const moment = type?.kind === 'date' ? 'today' : type?.kind === 'datetime' ? 'now' : null
  const chosen = row.right.kind === 'field' ? `field ${row.right.path}` : row.right.kind
  const choices =
    type?.kind === 'state'
      ? type.values.map(({ id, label }) => ({ value: id, label }))
      : type?.kind === 'enum'
        ? type.values.map((value) => ({ value, label: value }))
        : null
  const value = row.right.kind === 'literal' ? row.right.value : null
  return (
    <span className="flex min-w-0 flex-1 flex-wrap gap-2">
      <Select
        label="Compared with"
        value={chosen}
        onChange={(to) =>
          onChange(
            to === 'literal'
              ? type
                ? (({ kind }) => (kind === 'date' || kind === 'datetime' ? literal('') : firstValue(type)))(type)
                : literal('')
              : to === 'today' || to === 'now'
                ? { kind: to }
                : field(to.slice(6)),
          )
        }
        options={[
          { value: 'literal', label: 'the value' },
          ...(moment ? [{ value: moment, label: moment === 'today' ? 'today' : 'now' }] : []),
          ...(row.right.kind === 'input' ? [{ value: 'input', label: `the ${row.right.name.replaceAll('_', ' ')} given` }] : []),
          ...paths.filter((each) => each.path !== row.left).map(({ path, label }) => ({ value: `field ${path}`, label })),
        ]}
      />
      {row.right.kind === 'literal' &&
        (choices ? (
          <Select label="Value" value={String(value ?? '')} onChange={(to) => onChange(literal(to))} options={choices} />
        ) : type?.kind === 'boolean' ? (
          <Select
            label="Value"
            value={String(value)}
            onChange={(to) => onChange(literal(to === 'true'))}
            options={[
              { value: 'true', label: 'yes' },
              { value: 'false', label: 'no' },
            ]}
          />
        ) : typeof value === 'number' || type?.kind === 'integer' || type?.kind === 'decimal' || type?.kind === 'money' ? (
          <Input
            aria-label="Value"
            className="w-28"
            type="number"
            step="any"
            value={String(value ?? '')}
            onChange={(event) => onChange(literal(Number(event.target.value)))}
          />
        ) : (
          <Input
            aria-label="Value"
            className="w-40"
            type={type?.kind === 'date' ? 'date' : 'text'}
            maxLength={200}
            value={String(value ?? '')}
            onChange={(event) => onChange(literal(event.target.value))}
          />
        ))}
    </span>
  )
}

/** Comparisons of which all must hold. */
export function RuleRowsField({ rows, paths, onChange }: { rows: readonly RuleRow[]; paths: readonly PathOption[]; onChange: (rows: RuleRow[]) => void }) {
  const set = (index: number, row: RuleRow) => onChange(rows.map((each, at) => (at === index ? row : each)))
  const first = paths[0]
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="pb-1 font-medium text-sm">Must hold</legend>
      {rows.map((row, index) => {
        const type = paths.find((each) => each.path === row.left)?.type
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name and never change places
          <div key={index} className="flex flex-wrap items-center gap-2">
            <Select
              label="Field"
              value={row.left}
              onChange={(left) => set(index, { ...row, left, right: firstValue(paths.find((each) => each.path === left)?.type ?? { kind: 'text' }) })}
              options={paths.map(({ path, label }) => ({ value: path, label }))}
            />
            <Select label="Comparison" value={row.op} onChange={(op) => set(index, { ...row, op })} options={operators} />
            {row.op !== 'is_null' && row.op !== 'not_null' && <Right row={row} paths={paths} type={type} onChange={(right) => set(index, { ...row, right })} />}
            {rows.length > 1 && (
              <Button tone="ghost" size="iconSm" aria-label="Remove this comparison" onClick={() => onChange(rows.filter((_, at) => at !== index))}>
                <Trash2 />
              </Button>
            )}
          </div>
        )
      })}
      {first && (
        <Button size="sm" className="self-start" onClick={() => onChange([...rows, { left: first.path, op: '=', right: firstValue(first.type) }])}>
          <Plus />
          And
        </Button>
      )}
    </fieldset>
  )
}
