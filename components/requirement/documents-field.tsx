'use client'
import { Trash2 } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useDeferredValue, useId, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import { Skeleton } from '#components/ui/feedback.tsx'
import { Field, Textarea } from '#components/ui/field.tsx'
import { FileDrop } from '#components/ui/file-drop.tsx'
import { scrollable } from '#components/ui/scrollable.ts'
import { Segments } from '#components/ui/segments.tsx'
import { Select } from '#components/ui/select.tsx'
import { byteText } from '#components/ui/time-text.ts'
import { type Document, maximalBytes } from '#model/requirement.ts'
import type { Draft } from './draft.ts'
import { readFile } from './read-file.ts'

const Markdown = dynamic(() => import('#components/artifact/markdown.tsx').then((m) => m.Markdown), { loading: () => <Skeleton className="h-24" /> })
const roles = [
  { value: 'requirements', label: 'Requirements' },
  { value: 'constraints', label: 'Constraints' },
  { value: 'quality_targets', label: 'Quality targets' },
] as const
const size = (text: string) => new TextEncoder().encode(text).byteLength

function Written({ draft, change, error }: { draft: Draft; change: (changes: Partial<Draft>) => void; error: string | undefined }) {
  const preview = useDeferredValue(draft.text)
  return (
    <div className="grid min-w-0 gap-4 lg:grid-cols-2">
      <Field
        label="Text"
        error={error}
        hint={<>Markdown. One statement a line reads best: “A customer can cancel an order until it is shipped.” {byteText(size(preview))} of 1 MiB.</>}
      >
        {(control) => (
          <Textarea
            {...control}
            value={draft.text}
            onChange={(event) => change({ text: event.target.value })}
            spellCheck
            className="h-[420px] resize-y font-mono text-xs leading-5"
            placeholder={'# Online shop\n\n1. A merchandiser can create, change and retire products. A product has a SKU (unique, required), a name …'}
          />
        )}
      </Field>
      <div className="flex min-w-0 flex-col gap-1">
        <h2 className="font-medium text-sm">Preview</h2>
        <section aria-label="Preview" {...scrollable} className="h-[420px] overflow-auto rounded-md border border-line bg-surface p-4">
          {preview.trim() ? <Markdown text={preview} /> : <p className="text-faint text-sm">What you write appears here as it will be read.</p>}
        </section>
      </div>
    </div>
  )
}

function Files({ draft, change, error }: { draft: Draft; change: (changes: Partial<Draft>) => void; error: string | undefined }) {
  const [problems, setProblems] = useState<string[]>([])
  const errorId = useId()
  const total = draft.files.reduce((sum, file) => sum + size(file.text), 0)

  async function add(list: File[]) {
    const results = await Promise.all(list.map(readFile))
    const found = results.flatMap((result) => ('document' in result ? [result.document] : []))
    // A file of the same name takes the place of the old one: people correct and drop it again.
    const files = [...draft.files.filter((old) => !found.some((each) => each.name.toLowerCase() === old.name.toLowerCase())), ...found]
    setProblems([
      ...results.flatMap((result) => ('problem' in result ? [result.problem] : [])),
      ...files.slice(5).map(({ name }) => `${name} was not added: at most five files.`),
    ])
    change({ files: files.slice(0, 5) })
  }
  const set = (index: number, changes: Partial<Document>) =>
    change({ files: draft.files.map((file, each) => (each === index ? { ...file, ...changes } : file)) })

  return (
    <div className="flex flex-col gap-2">
      <FileDrop
        label="Requirement files"
        accept=".md,.markdown,.txt,text/markdown,text/plain"
        describedBy={error ? errorId : undefined}
        invalid={Boolean(error)}
        onFiles={(files) => void add(files)}
      >
        Drop up to five .md or .txt files here, 1 MB together.
      </FileDrop>
      {[...(error ? [error] : []), ...problems].map((message, index) => (
        <p key={message} id={index === 0 && error ? errorId : undefined} role="alert" className="text-bad text-xs">
          {message}
        </p>
      ))}
      {draft.files.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
          {draft.files.map((file, index) => (
            <li key={file.name} className="flex flex-wrap items-center gap-3 px-3 py-1.5">
              <span className="min-w-0 flex-1 basis-40 truncate font-mono text-xs">{file.name}</span>
              <span className="text-faint text-xs tabular-nums">{byteText(size(file.text))}</span>
              <Select label={`What ${file.name} is`} className="h-7 w-36" value={file.role} onChange={(role) => set(index, { role })} options={roles} />
              <Button
                tone="ghost"
                size="iconSm"
                aria-label={`Remove ${file.name}`}
                onClick={() => change({ files: draft.files.filter((_, each) => each !== index) })}
              >
                <Trash2 />
              </Button>
            </li>
          ))}
        </ul>
      )}
      {total > 0 && <p className={cn('text-faint text-xs', total > maximalBytes && 'text-bad')}>{byteText(total)} of 1 MiB</p>}
    </div>
  )
}

/** The document itself: written here with a preview beside it, or as files. Switching keeps both. */
export function DocumentsField({ draft, change, error }: { draft: Draft; change: (changes: Partial<Draft>) => void; error: string | undefined }) {
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <div>
        <Segments
          label="How to give the requirement"
          value={draft.mode}
          onChange={(mode) => change({ mode })}
          options={[
            { value: 'text', label: 'Write' },
            { value: 'files', label: 'Files', count: draft.files.length },
          ]}
        />
      </div>
      {draft.mode === 'text' ? <Written draft={draft} change={change} error={error} /> : <Files draft={draft} change={change} error={error} />}
    </div>
  )
}

export function AskFirst({ checked, onChange }: { checked: boolean; onChange: (checked: boolean) => void }) {
  const id = useId()
  return (
    <div className="flex items-start gap-2">
      <input id={id} type="checkbox" className="mt-1 accent-accent" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <label htmlFor={id} className="text-sm">
        Ask me first
        <span className="block text-faint text-xs">
          The run stops after the analysis when there are open questions. Otherwise their proposed answers apply and are listed as assumptions.
        </span>
      </label>
    </div>
  )
}
