'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Share2 } from 'lucide-react'
import { useState } from 'react'
import { useTRPC } from '#components/trpc/client.ts'
import { Button } from '#components/ui/button.tsx'
import { CopyButton } from '#components/ui/copyable.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { notify } from '#components/ui/notify.ts'
import type { DiagramChoice } from '#model/diagram.ts'
import type { Allowance } from '#model/list.ts'
import { forms } from './embed-links.tsx'

/** Makes an address for a wiki or a README and shows it in the forms in which it is pasted. */
export function ShareDiagram({ system, choice, may }: { system: string; choice: DiagramChoice; may: Allowance }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const [made, setMade] = useState<{ address: string; page: string } | null>(null)
  const create = useMutation(trpc.embed.create.mutationOptions())
  async function share() {
    try {
      setMade(await create.mutateAsync({ system, view: choice.view }))
      await client.invalidateQueries({ queryKey: trpc.embed.pathKey() })
    } catch (error) {
      void notify('No link was made', error instanceof Error ? error.message : undefined)
    }
  }
  return (
    <>
      <Button tone="ghost" size="sm" busy={create.isPending} disabled={!may.allowed} title={may.why || undefined} onClick={share}>
        <Share2 />
        Share
      </Button>
      {made && (
        <Dialog
          open
          onOpenChange={() => setMade(null)}
          title={`Share: ${choice.label}`}
          description="Whoever has this address sees the diagram without signing in, always as the model is then. You can revoke it below the diagram."
          className="w-[min(640px,calc(100vw-32px))]"
        >
          <dl className="flex flex-col gap-3">
            {forms({ ...made, label: choice.label }).map(({ name, text }) => (
              <div key={name}>
                <dt className="text-faint text-xs">{name}</dt>
                <dd className="flex items-start gap-1 rounded-md border border-line bg-sunken py-1 pr-1 pl-2 font-mono text-xs">
                  <span className="min-w-0 flex-1 break-all py-0.5">{text}</span>
                  <CopyButton text={text} label={`Copy as ${name}`} />
                </dd>
              </div>
            ))}
          </dl>
          <p className="pt-3 text-faint text-xs">Add ?theme=light or ?theme=dark to the address to fix its colours; without it, they follow the reader.</p>
        </Dialog>
      )}
    </>
  )
}
