'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '#components/trpc/client.ts'
import { Badge } from '#components/ui/badge.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Segments } from '#components/ui/segments.tsx'
import { Select } from '#components/ui/select.tsx'
import type { Member } from '#model/person.ts'
import { type RoleName, roleLabels, roles } from '#model/role.ts'

type Rule = 'claim' | 'grant' | 'deny'

/** Each role: as the provider says, granted, or denied; for every system or for one. Each change is one entry in the audit log. */
export function MemberRoles({ member, onClose }: { member: Member; onClose: () => void }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const systems = useQuery(trpc.system.list.queryOptions(undefined, { staleTime: 60_000 }))
  const [systemId, setSystemId] = useState('')
  const onSuccess = () => client.invalidateQueries({ queryKey: trpc.member.list.queryKey() })
  const grant = useMutation(trpc.member.grant.mutationOptions({ onSuccess }))
  const deny = useMutation(trpc.member.deny.mutationOptions({ onSuccess }))
  const clear = useMutation(trpc.member.clear.mutationOptions({ onSuccess }))
  const busy = grant.isPending || deny.isPending || clear.isPending
  const error = [grant, deny, clear].find((each) => each.error)?.error ?? null
  const ruleOf = (role: RoleName) => member.rules.find((rule) => rule.role === role && (rule.system?.id ?? '') === systemId)
  const claims = (role: RoleName) => member.accounts.some(({ claimedRoles }) => claimedRoles.includes(role))

  function change(role: RoleName, next: Rule) {
    const input = { userId: member.id, role, systemId: systemId || null }
    for (const mutation of [grant, deny, clear]) mutation.reset()
    if (next === 'grant') grant.mutate(input)
    else if (next === 'deny') deny.mutate(input)
    else clear.mutate(input)
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Roles of ${member.name}`}
      description={`${member.email ?? 'No address'}. A change counts from the next request on and closes open streams.`}
      className="w-[min(560px,calc(100vw-32px))]"
    >
      <div className="flex flex-col gap-3" aria-busy={busy}>
        <Select
          label="Where"
          className="w-full"
          value={systemId}
          onChange={setSystemId}
          options={[{ value: '', label: 'In every system' }, ...(systems.data ?? []).map(({ id, name }) => ({ value: id, label: `Only in ${name}` }))]}
        />
        <ul className="divide-y divide-line rounded-lg border border-line">
          {roles.map((role) => (
            <li key={role} className="flex flex-wrap items-center gap-2 px-3 py-1.5">
              <span className="min-w-28 flex-1 text-sm">
                {roleLabels[role]} {claims(role) && <Badge title="The provider says so at sign-in">claimed</Badge>}
              </span>
              <Segments
                label={roleLabels[role]}
                value={(ruleOf(role)?.effect ?? 'claim') as Rule}
                onChange={(next) => change(role, next)}
                options={[
                  { value: 'claim', label: 'As claimed' },
                  { value: 'grant', label: 'Grant' },
                  { value: 'deny', label: 'Deny' },
                ]}
              />
            </li>
          ))}
        </ul>
        {error && (
          <p role="alert" className="text-bad text-sm">
            {error.message}
          </p>
        )}
        <p className="text-faint text-xs">Now in force everywhere: {member.roles.map((role) => roleLabels[role]).join(', ') || 'no role'}</p>
      </div>
    </Dialog>
  )
}
