'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link2Off } from 'lucide-react'
import { useTRPC } from '#components/trpc/client.ts'
import { Button } from '#components/ui/button.tsx'
import { Confirm } from '#components/ui/confirm.tsx'
import { CopyButton } from '#components/ui/copyable.tsx'
import { notify } from '#components/ui/notify.ts'
import { Section } from '#components/ui/page.tsx'
import { Row, Table, Td, Th } from '#components/ui/table.tsx'
import { RelativeTime } from '#components/ui/time.tsx'

const attribute = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)
/** The three forms in which people paste a link. */
export const forms = ({ address, page, label }: { address: string; page: string; label: string }) => [
  { name: 'Address', text: address },
  { name: 'Markdown', text: `[![${label.replace(/[[\]\\]/g, ' ')}](${address})](${page})` },
  { name: 'HTML', text: `<a href="${attribute(page)}"><img src="${attribute(address)}" alt="${attribute(label)}"></a>` },
]

/** Addresses that show a diagram to whoever has them, in wikis and READMEs. */
export function EmbedLinks({ system }: { system: string }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const { data: links } = useQuery(trpc.embed.list.queryOptions({ system }))
  const revoke = useMutation(trpc.embed.revoke.mutationOptions())
  if (!links || links.length === 0) return null
  return (
    <Section title="Shared links">
      <p className="pb-2 text-muted text-xs">Whoever has such an address sees the diagram as it is now, with what its creator may see, without signing in.</p>
      <Table
        label="Shared links"
        head={
          <>
            <Th>Diagram</Th>
            <Th>Copy as</Th>
            <Th>Made by</Th>
            <Th>Last used</Th>
            <Th>
              <span className="sr-only">Actions</span>
            </Th>
          </>
        }
      >
        {links.map((link) => (
          <Row key={link.id} className={link.revokedAt ? 'text-faint' : undefined}>
            <Td className="max-w-72 truncate" title={link.label}>
              {link.label}
            </Td>
            <Td>
              {link.revokedAt ? (
                <span className="text-xs">
                  revoked <RelativeTime at={link.revokedAt} />
                </span>
              ) : (
                <span className="flex items-center gap-2 text-muted text-xs">
                  {forms(link).map(({ name, text }) => (
                    <span key={name} className="flex items-center whitespace-nowrap">
                      {name}
                      <CopyButton text={text} label={`Copy ${link.label} as ${name}`} />
                    </span>
                  ))}
                </span>
              )}
            </Td>
            <Td className="whitespace-nowrap">
              {link.createdBy.name}, <RelativeTime at={link.createdAt} />
            </Td>
            <Td className="whitespace-nowrap">{link.lastUsedAt ? <RelativeTime at={link.lastUsedAt} /> : 'never'}</Td>
            <Td className="text-right">
              {!link.revokedAt && (
                <Confirm
                  trigger={(open) => (
                    <Button size="sm" tone="danger" onClick={open}>
                      <Link2Off />
                      Revoke
                    </Button>
                  )}
                  title={`Revoke the link to ${link.label}`}
                  consequence="Every page that shows it shows at once that the link was revoked. A revoked link does not come back; a new one has another address."
                  action="Revoke link"
                  tone="dangerSolid"
                  onConfirm={async () => {
                    await revoke.mutateAsync({ id: link.id })
                    await client.invalidateQueries({ queryKey: trpc.embed.pathKey() })
                    void notify('Link revoked')
                  }}
                />
              )}
            </Td>
          </Row>
        ))}
      </Table>
    </Section>
  )
}
