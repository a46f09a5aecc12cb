'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ArrowRight, Lock } from 'lucide-react'
import { useRef, useState } from 'react'
import { useMay } from '#components/person/me.tsx'
import { useTRPC } from '#components/trpc/client.ts'
import { Button, LinkButton } from '#components/ui/button.tsx'
import { Empty, Failure, SkeletonRows } from '#components/ui/feedback.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { Card, PageHead } from '#components/ui/page.tsx'
import { Spinner } from '#components/ui/spinner.tsx'
import { type Imported, type ImportPreview, maximalImport } from '#model/exchange.ts'
import { bytesOf, type Chosen } from './chosen.ts'
import { ExportButton } from './export-dialog.tsx'
import { Changes, NotCarriedList, Problems } from './preview.tsx'
import { Sources } from './sources.tsx'

const path = [{ label: 'Network', href: '/network' }]

/** Asks for a preview of what is chosen; an answer to an older choice is dropped. */
function usePreview() {
  const trpc = useTRPC()
  const ask = useMutation(trpc.exchange.preview.mutationOptions())
  const [preview, setPreview] = useState<ImportPreview>()
  const [error, setError] = useState<{ message: string } | null>(null)
  const [busy, setBusy] = useState(false)
  const asked = useRef(0)
  async function look({ files, system, remove }: Chosen) {
    const mine = ++asked.current
    setError(null)
    setBusy(files.length > 0)
    if (files.length === 0) return setPreview(undefined)
    try {
      if (bytesOf(files) > maximalImport) throw new Error('The files are larger than 5 MB together. Import them in parts.')
      const answer = await ask.mutateAsync({ files, system: system.trim() || null, remove })
      if (mine === asked.current) setPreview(answer)
    } catch (cause) {
      if (mine !== asked.current) return
      setPreview(undefined)
      setError(cause as Error)
    }
    if (mine === asked.current) setBusy(false)
  }
  return { preview, error, busy, look }
}

function Apply({
  chosen,
  preview,
  busy,
  onDone,
  onStale,
}: {
  chosen: Chosen
  preview: ImportPreview
  busy: boolean
  onDone: (done: Imported) => void
  onStale: () => void
}) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const apply = useMutation(trpc.exchange.import.mutationOptions())
  const [note, setNote] = useState('')
  const { added, changed, removed } = preview.counts
  const count = added + changed
  async function send() {
    try {
      const done = await apply.mutateAsync({ files: chosen.files, system: chosen.system.trim() || null, remove: chosen.remove, digest: preview.digest, note })
      void client.invalidateQueries({ queryKey: trpc.network.pathKey() })
      void client.invalidateQueries({ queryKey: trpc.system.pathKey() })
      onDone(done)
    } catch (cause) {
      if ((cause as { data?: { code?: string } }).data?.code === 'CONFLICT') onStale()
    }
  }
  return (
    <Card className="flex flex-col gap-3 p-4">
      <Field label="Note" hint="Kept in the history of the network.">
        {(control) => (
          <Input
            {...control}
            value={note}
            maxLength={2000}
            placeholder={`Imported from ${chosen.files[0]?.name ?? ''}`}
            onChange={(event) => setNote(event.target.value)}
          />
        )}
      </Field>
      {apply.error && <Failure title="The import was not applied" error={apply.error} kept="The files are still chosen." />}
      <div className="flex flex-wrap items-center gap-3">
        <Button tone="primary" busy={apply.isPending} disabled={busy || preview.problems.length > 0 || count + removed === 0} onClick={() => void send()}>
          {count + removed === 0
            ? 'Nothing to import'
            : [count > 0 && `Import ${count} ${count === 1 ? 'element' : 'elements'}`, removed > 0 && `${count > 0 ? 'remove' : 'Remove'} ${removed}`]
                .filter(Boolean)
                .join(' and ')}
        </Button>
        <p className="min-w-0 flex-1 basis-60 text-faint text-xs">
          {preview.problems.length > 0 ? 'The problems above stand in the way.' : 'All of them or none, as one change in the history of the network.'}
        </p>
      </div>
    </Card>
  )
}

function Done({ done, again }: { done: Imported; again: () => void }) {
  return (
    <Empty
      icon={ArrowRight}
      title={`${done.added} added, ${done.changed} changed, ${done.unchanged} unchanged${done.removed > 0 ? `, ${done.removed} removed` : ''}`}
      action={
        <div className="flex flex-wrap justify-center gap-2">
          <LinkButton tone="primary" href="/network">
            See the network
          </LinkButton>
          <Button onClick={again}>Import more</Button>
        </div>
      }
    >
      {done.notCarried > 0 ? `${done.notCarried} statements could not be carried.` : 'Everything the files state is in the network.'}
    </Empty>
  )
}

export function ImportPage() {
  const trpc = useTRPC()
  const mayEdit = useMay('network.edit')
  const systems = useQuery(trpc.system.list.queryOptions())
  const [chosen, setChosen] = useState<Chosen>({ files: [], system: '', remove: false })
  const [done, setDone] = useState<Imported | null>(null)
  const { preview, error, busy, look } = usePreview()
  function choose(next: Chosen) {
    setChosen(next)
    void look(next)
  }
  const head = <PageHead path={path} title="Import" actions={<ExportButton />} />
  if (!mayEdit)
    return (
      <>
        {head}
        <Empty icon={Lock} title="Only architects and admins change the network">
          You can export it. Ask an admin for the role if you need to import.
        </Empty>
      </>
    )
  if (done)
    return (
      <>
        {head}
        <Done
          done={done}
          again={() => {
            setDone(null)
            choose({ files: [], system: '', remove: false })
          }}
        />
      </>
    )
  return (
    <>
      {head}
      <div className="flex max-w-5xl flex-col gap-6">
        <Sources files={chosen.files} preview={preview} onChange={(files) => choose({ ...chosen, files, remove: files.length > 0 && chosen.remove })} />
        {(preview?.needsSystem || chosen.system !== '') && (
          <form
            className="flex flex-wrap items-end gap-2"
            onSubmit={(event) => {
              event.preventDefault()
              choose(chosen)
            }}
          >
            <Field label="System of services that name none" hint="One of the network, or a new name." className="w-full max-w-sm">
              {(control) => (
                <Input
                  {...control}
                  list="import-systems"
                  value={chosen.system}
                  maxLength={120}
                  onChange={(event) => setChosen({ ...chosen, system: event.target.value })}
                />
              )}
            </Field>
            <datalist id="import-systems">
              {systems.data?.map(({ slug, name }) => (
                <option key={slug} value={slug}>
                  {name}
                </option>
              ))}
            </datalist>
            <Button type="submit" className="mb-5">
              Use it
            </Button>
          </form>
        )}
        {error && <Failure title="The files could not be read" error={error} kept="The network is as it was." retry={() => void look(chosen)} />}
        {busy && !preview && <SkeletonRows rows={4} label="Reading the files" />}
        {busy && preview && (
          <p role="status" className="flex items-center gap-2 text-muted text-sm">
            <Spinner />
            Reading the files again …
          </p>
        )}
        {preview && (
          <div aria-busy={busy} className="flex flex-col gap-6">
            <Problems problems={preview.problems} />
            <Changes preview={preview} remove={chosen.remove} onRemove={(remove) => choose({ ...chosen, remove })} />
            <NotCarriedList items={preview.notCarried} />
            <Apply chosen={chosen} preview={preview} busy={busy} onDone={setDone} onStale={() => void look(chosen)} />
          </div>
        )}
      </div>
    </>
  )
}
