'use client'
import { FileUp } from 'lucide-react'
import { useRef, useState } from 'react'
import { readFile } from '#components/requirement/read-file.ts'
import { Button } from '#components/ui/button.tsx'
import { Field, Textarea } from '#components/ui/field.tsx'
import { byteText } from '#components/ui/time-text.ts'
import { type InputRole, inputRoles, type PlanErrors, type PlanInputs } from './inputs.ts'

const labels: Record<InputRole, { label: string; hint: string; placeholder: string }> = {
  requirements: {
    label: 'Requirements',
    hint: 'What the platform consists of and what people do with it. A heading a service reads best.',
    placeholder:
      '# E-commerce platform\n\nThe platform consists of users, products, orders, payments and notifications.\n\n## Order Service\n\n- A customer can place an order …',
  },
  constraints: {
    label: 'Constraints (optional)',
    hint: 'Where it must run, what it may cost, what the team knows, which laws hold.',
    placeholder: '- All services must run on Kubernetes.\n- The infrastructure budget is 3,000 EUR per month.\n- The team knows Java.',
  },
  quality_targets: {
    label: 'Quality targets (optional)',
    hint: 'Sentences or tables with numbers: response time, load, availability, recovery.',
    placeholder: '| Metric | Target |\n|---|---|\n| Response time | < 200 ms (95th percentile) |',
  },
}

function Input({
  role,
  draft,
  change,
  error,
}: {
  role: InputRole
  draft: PlanInputs
  change: (changes: Partial<PlanInputs>) => void
  error: string | undefined
}) {
  const input = useRef<HTMLInputElement>(null)
  const [problem, setProblem] = useState('')
  const { name, text } = draft.documents[role]
  const { label, hint, placeholder } = labels[role]
  const set = (changes: Partial<{ name: string; text: string }>) =>
    change({ documents: { ...draft.documents, [role]: { ...draft.documents[role], ...changes } } })
  async function choose(file: File | undefined) {
    if (!file) return
    const result = await readFile(file)
    setProblem('problem' in result ? result.problem : '')
    if ('document' in result) set({ name: result.document.name, text: result.document.text })
    if (input.current) input.current.value = ''
  }
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <Field label={label} error={error ?? (problem || undefined)} hint={hint}>
        {(control) => (
          <Textarea
            {...control}
            value={text}
            spellCheck
            onChange={(event) => set({ text: event.target.value })}
            className={`${role === 'requirements' ? 'h-[420px]' : 'h-[150px]'} resize-y font-mono text-xs leading-5`}
            placeholder={placeholder}
          />
        )}
      </Field>
      <div className="flex flex-wrap items-center gap-2 text-faint text-xs">
        <Button size="sm" onClick={() => input.current?.click()} aria-label={`Choose a file for ${label.replace(' (optional)', '').toLowerCase()}`}>
          <FileUp />
          Choose a file
        </Button>
        <span className="min-w-0 truncate font-mono">{name}</span>
        <span className="tabular-nums">{byteText(new TextEncoder().encode(text).byteLength)}</span>
      </div>
      <input
        ref={input}
        type="file"
        accept=".md,.markdown,.txt,text/markdown,text/plain"
        aria-label={`File of ${label.replace(' (optional)', '').toLowerCase()}`}
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => void choose(event.target.files?.[0])}
      />
    </div>
  )
}

/** One to three documents: written here or chosen as files, which fill the field and can be changed in it. */
export function InputFields({ draft, change, errors }: { draft: PlanInputs; change: (changes: Partial<PlanInputs>) => void; errors: PlanErrors }) {
  const [requirements, ...others] = inputRoles
  return (
    <div className="grid items-start gap-5 lg:grid-cols-2">
      <Input role={requirements} draft={draft} change={change} error={errors.requirements} />
      <div className="flex min-w-0 flex-col gap-4">
        {others.map((role) => (
          <Input key={role} role={role} draft={draft} change={change} error={errors[role]} />
        ))}
      </div>
    </div>
  )
}
