'use client'
import { ClipboardPaste, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Field, Textarea } from '#components/ui/field.tsx'
import { FileDrop } from '#components/ui/file-drop.tsx'
import { Segments } from '#components/ui/segments.tsx'
import { Select } from '#components/ui/select.tsx'
import { byteText } from '#components/ui/time-text.ts'
import { type ExchangeFile, type ExchangeFormat, exchangeFormats, formatHints, formatLabels, type ImportPreview } from '#model/exchange.ts'
import { bytesOf, pastedName, readText, withFiles } from './chosen.ts'

interface Props {
  files: readonly ExchangeFile[]
  preview: ImportPreview | undefined
  onChange: (files: ExchangeFile[]) => void
}

function Drop({ files, onChange }: Omit<Props, 'preview'>) {
  const [problems, setProblems] = useState<string[]>([])
  async function add(list: File[]) {
    const results = await Promise.all(list.map(readText))
    setProblems(results.flatMap((result) => ('problem' in result ? [result.problem] : [])))
    const found = results.flatMap((result) => ('file' in result ? [result.file] : []))
    if (found.length > 0) onChange(withFiles(files, found))
  }
  return (
    <>
      <FileDrop label="Files to import" onFiles={(chosen) => void add(chosen)}>
        Drop files here, 5 MB together. Files that refer to each other belong into one import; a file of a name that is there takes its place.
      </FileDrop>
      {problems.map((message) => (
        <p key={message} role="alert" className="text-bad text-xs">
          {message}
        </p>
      ))}
    </>
  )
}

function Paste({ files, onChange }: Omit<Props, 'preview'>) {
  const [text, setText] = useState(files.find(({ name }) => name === pastedName)?.text ?? '')
  return (
    <div className="flex flex-col gap-2">
      <Field label="Text" hint="A catalogue, a workspace, a model, a contract or a table with a line of column names.">
        {(control) => (
          <Textarea
            {...control}
            value={text}
            onChange={(event) => setText(event.target.value)}
            spellCheck={false}
            className="h-64 resize-y font-mono text-xs leading-5"
            placeholder={'slug,name,owner,p95\nsales,Sales System,Revenue team,200'}
          />
        )}
      </Field>
      <div>
        <Button disabled={!text.trim()} onClick={() => onChange(withFiles(files, [{ name: pastedName, text, format: null }]))}>
          <ClipboardPaste />
          Read this text
        </Button>
      </div>
    </div>
  )
}

const detect = { value: 'detect', label: 'Detect the format' } as const

function Listed({ files, preview, onChange }: Props) {
  if (files.length === 0) return null
  return (
    <ul aria-label="Files of this import" className="divide-y divide-line rounded-lg border border-line bg-surface">
      {files.map((file) => {
        const found = preview?.files.find(({ name }) => name === file.name)?.format
        return (
          <li key={file.name} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1.5">
            <span className="min-w-0 flex-1 basis-40 truncate font-mono text-xs" title={file.name}>
              {file.name}
            </span>
            <span className="text-faint text-xs tabular-nums">{byteText(bytesOf([file]))}</span>
            <Select<ExchangeFormat | 'detect'>
              label={`Format of ${file.name}`}
              className="h-7 w-72"
              value={file.format ?? 'detect'}
              onChange={(format) => onChange(files.map((each) => (each.name === file.name ? { ...each, format: format === 'detect' ? null : format } : each)))}
              options={[
                file.format === null && found ? { value: detect.value, label: `${formatLabels[found]} (detected)` } : detect,
                ...exchangeFormats.map((value) => ({ value, label: formatLabels[value] })),
              ]}
            />
            <Button tone="ghost" size="iconSm" aria-label={`Remove ${file.name}`} onClick={() => onChange(files.filter(({ name }) => name !== file.name))}>
              <Trash2 />
            </Button>
          </li>
        )
      })}
    </ul>
  )
}

/** Where the import comes from: files, pasted text, or both. */
export function Sources(props: Props) {
  const [way, setWay] = useState<'files' | 'paste'>('files')
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <div className="flex">
        <Segments
          label="How to give the network"
          value={way}
          onChange={setWay}
          options={[
            { value: 'files', label: 'Files', count: props.files.length },
            { value: 'paste', label: 'Paste' },
          ]}
        />
      </div>
      {way === 'files' ? <Drop {...props} /> : <Paste {...props} />}
      <Listed {...props} />
      {props.files.length === 0 && (
        <dl className="grid gap-x-6 gap-y-2 text-xs sm:grid-cols-2">
          {exchangeFormats.map((format) => (
            <div key={format}>
              <dt className="font-medium">{formatLabels[format]}</dt>
              <dd className="text-faint">{formatHints[format]}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  )
}
