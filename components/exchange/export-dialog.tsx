'use client'
import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useState } from 'react'
import { useTRPC } from '#components/trpc/client.ts'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Failure, SkeletonRows } from '#components/ui/feedback.tsx'
import { Field } from '#components/ui/field.tsx'
import { Select } from '#components/ui/select.tsx'
import { byteText } from '#components/ui/time-text.ts'
import { type ExchangeFormat, type Exported, exchangeFormats, formatHints, formatLabels } from '#model/exchange.ts'
import { bytesOf } from './chosen.ts'
import { NotCarriedList } from './preview.tsx'

/** One file as it is, several in an archive. The library for archives comes with the first one. */
async function save(files: Exported['files'], format: ExchangeFormat): Promise<void> {
  const [only, another] = files
  if (!only) return
  if (!another) return download(new Blob([only.text], { type: 'text/plain;charset=utf-8' }), only.name)
  const { strToU8, zipSync } = await import('fflate')
  const archive = zipSync(Object.fromEntries(files.map(({ name, text }) => [name, strToU8(text)])))
  download(new Blob([new Uint8Array(archive)], { type: 'application/zip' }), `network-${format}.zip`)
}
function download(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  // The browser reads it after this turn; a moment later it has its own hold on it.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

function Written({ format, systems }: { format: ExchangeFormat; systems: readonly string[] }) {
  const trpc = useTRPC()
  const { data, error, refetch, isFetching } = useQuery(trpc.exchange.export.queryOptions({ format, systems: [...systems] }, { staleTime: 0, retry: false }))
  if (error) return <Failure title="The network could not be written" error={error} retry={() => void refetch()} />
  if (!data || isFetching) return <SkeletonRows rows={3} label="Writing the network" />
  return (
    <div className="flex flex-col gap-4">
      {data.files.length === 0 ? (
        <p className="text-muted text-sm">There is nothing in the network that {formatLabels[format]} has a word for.</p>
      ) : (
        <div className="flex flex-wrap items-center gap-3">
          <Button tone="primary" onClick={() => void save(data.files, format)}>
            <Download />
            Download {data.files.length === 1 ? data.files[0]?.name : `${data.files.length} files`}
          </Button>
          <span className="text-faint text-xs tabular-nums">{byteText(bytesOf(data.files))}</span>
        </div>
      )}
      <NotCarriedList items={data.notCarried} title="What it cannot carry" />
    </div>
  )
}

/** The network, or the named systems of it, as files of another tool. */
export function ExportButton({ systems = [], label = 'Export model' }: { systems?: readonly string[]; label?: string }) {
  const [open, setOpen] = useState(false)
  const [format, setFormat] = useState<ExchangeFormat>('backstage')
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <Download />
        {label}
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="Export the model"
        description="What you may read of the network, in a format of another tool."
        className="w-[min(640px,calc(100vw-32px))]"
      >
        <div className="flex flex-col gap-4">
          <Field label="Format" hint={formatHints[format]}>
            {(control) => (
              <Select
                {...control}
                className="w-full"
                value={format}
                onChange={setFormat}
                options={exchangeFormats.map((value) => ({ value, label: formatLabels[value] }))}
              />
            )}
          </Field>
          <Written key={format} format={format} systems={systems} />
        </div>
      </Dialog>
    </>
  )
}
