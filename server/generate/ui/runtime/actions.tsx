import { useState } from 'react'
import { useNavigate } from 'react-router'
import { type DataRecord, type EntityDefinition, titleOf } from './definition.ts'
import { Dialog } from './dialog.tsx'
import { Form, type Shape } from './form.tsx'
import { FormFields } from './form-page.tsx'
import { lower } from './format.ts'
import { Button, ButtonLink } from './parts.tsx'
import { type Offer, offersOf } from './permissions.ts'
import { usePerform } from './queries.ts'
import { useSession } from './session.tsx'
import { useToast } from './toast.tsx'

/** What this person can do with this record now. A rule that stands in the way is said, not hidden. */
export function Actions({ entity, record }: { entity: EntityDefinition; record: DataRecord }) {
  const session = useSession()
  const [open, setOpen] = useState<Offer | null>(null)
  const offers = offersOf(entity, record, session, ['action', 'update', 'delete'])
  const blocked = offers.filter((o) => o.blocked !== null)
  const firstAction = offers.find((o) => o.operation.kind === 'action' && o.blocked === null)
  // An open dialog stays when what it offers is gone meanwhile: it is where the service's reason is said.
  if (offers.length === 0 && !open) return null
  return (
    <div className="actions">
      {offers.map((offer) => {
        const { operation } = offer
        if (operation.kind === 'update' && offer.blocked === null)
          return (
            <ButtonLink key={operation.name} to={`${entity.url}/${encodeURIComponent(record.id)}/edit`}>
              {operation.label}
            </ButtonLink>
          )
        const kind = operation.kind === 'delete' ? 'danger' : offer === firstAction ? 'primary' : 'plain'
        return (
          <Button
            key={operation.name}
            kind={kind}
            disabled={offer.blocked !== null}
            aria-describedby={offer.blocked === null ? undefined : `why-${operation.name}`}
            onClick={() => setOpen(offer)}
          >
            {operation.label}
          </Button>
        )
      })}
      {blocked.map(({ operation, blocked: why }) => (
        <p key={operation.name} id={`why-${operation.name}`} className="action-note">{`${operation.label}: ${why ?? ''}`}</p>
      ))}
      {open && <ActionDialog entity={entity} record={record} offer={open} close={() => setOpen(null)} />}
    </div>
  )
}

function ActionDialog({ entity, record, offer: { operation }, close }: { entity: EntityDefinition; record: DataRecord; offer: Offer; close: () => void }) {
  const navigate = useNavigate()
  const toast = useToast()
  const perform = usePerform(entity, operation, record.id)
  const shape: Shape = { fields: operation.inputs, lines: [] }
  const title = titleOf(entity, record)
  const submit = async (body: Record<string, unknown>) => {
    await perform.mutateAsync(body)
    toast({ tone: 'good', message: `${operation.label}: done.` })
    close()
    if (operation.kind === 'delete') void navigate(entity.url, { replace: true })
  }
  return (
    <Dialog title={operation.label} onClose={close}>
      <p className="muted">{consequence(entity, operation.to, operation.kind === 'delete', title)}</p>
      <Form shape={shape} record={null} clearing={false} onSubmit={submit}>
        <FormFields shape={shape}>
          <Button type="submit" kind={operation.kind === 'delete' ? 'danger' : 'primary'} busy={perform.isPending}>
            {operation.label}
          </Button>
          <Button kind="quiet" onClick={close}>
            Cancel
          </Button>
        </FormFields>
      </Form>
    </Dialog>
  )
}

function consequence(entity: EntityDefinition, to: string | null, deletes: boolean, title: string): string {
  if (deletes) return `${title} is removed. This cannot be undone.`
  const state = entity.state?.values.find((s) => s.id === to)
  return state ? `${title} becomes ${lower(state.label)}.` : title
}
