'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { UserCog, Users } from 'lucide-react'
import { useState } from 'react'
import { useTRPC } from '#components/trpc/client.ts'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { Empty, Failure, SkeletonRows } from '#components/ui/feedback.tsx'
import { Filters, SearchField } from '#components/ui/filters.tsx'
import { PageHead } from '#components/ui/page.tsx'
import { Pagination } from '#components/ui/pagination.tsx'
import { Select } from '#components/ui/select.tsx'
import { Row, Table, Td, Th } from '#components/ui/table.tsx'
import { RelativeTime } from '#components/ui/time.tsx'
import { useUrlState } from '#components/ui/url-state.ts'
import type { Member } from '#model/person.ts'
import { type RoleName, roleLabels, roles } from '#model/role.ts'
import { MemberRoles } from './member-roles.tsx'

type RoleFilter = '' | RoleName | 'none'
const filters: { value: RoleFilter; label: string }[] = [
  { value: '', label: 'Any role' },
  ...roles.map((role) => ({ value: role, label: roleLabels[role] })),
  { value: 'none', label: 'Without a role' },
]

function MemberRow({ member, onEdit }: { member: Member; onEdit: () => void }) {
  const limited = member.rules.filter(({ system }) => system !== null)
  return (
    <Row data-member={member.email ?? member.id} className="h-12">
      <Td>
        <p className="font-medium">{member.name}</p>
        <p className="text-2xs text-faint">{member.email ?? 'no address'}</p>
      </Td>
      <Td>
        <span className="flex flex-wrap gap-1">
          {member.roles.map((role) => (
            <Badge key={role} tone={role === 'admin' ? 'accent' : 'neutral'}>
              {roleLabels[role]}
            </Badge>
          ))}
          {member.roles.length === 0 && <Badge tone="warn">no role</Badge>}
          {limited.length > 0 && (
            <Badge title={limited.map((rule) => `${rule.effect} ${rule.role} in ${rule.system?.name}`).join('\n')}>+{limited.length} limited</Badge>
          )}
          {member.firstAdmin && (
            <Badge tone="accent" title="Through GANTRY_ADMINS">
              first admin
            </Badge>
          )}
        </span>
      </Td>
      <Td className="hidden text-muted @3xl:table-cell">{member.accounts.map(({ provider }) => provider).join(', ')}</Td>
      <Td className="hidden text-right @xl:table-cell">{member.openSessions}</Td>
      <Td className="hidden whitespace-nowrap text-right text-muted @xl:table-cell">
        <RelativeTime at={member.lastSeenAt} />
      </Td>
      <Td className="text-right">
        <Button size="sm" aria-label={`Roles of ${member.name}`} onClick={onEdit}>
          <UserCog />
          Roles
        </Button>
      </Td>
    </Row>
  )
}

export function MemberList() {
  const trpc = useTRPC()
  const url = useUrlState()
  const role = (filters.find(({ value }) => value === url.get('role'))?.value ?? '') as RoleFilter
  const { data, error, refetch } = useQuery(
    trpc.member.list.queryOptions({ q: url.get('q') ?? '', page: url.page, role: role || undefined }, { placeholderData: keepPreviousData }),
  )
  const [editing, setEditing] = useState<string | null>(null)
  const edited = data?.items.find(({ id }) => id === editing) ?? null
  return (
    <>
      <PageHead
        title="Members"
        meta={<span>Effective roles are what the provider claims, plus grants, minus denials. A change counts from the next request on.</span>}
      />
      <Filters>
        <SearchField label="Search members" placeholder="Name, address" />
        <Select label="Role" className="w-40" value={role} onChange={(next) => url.set({ role: next || null, page: null })} options={filters} />
      </Filters>
      {error && !data && <Failure title="The members cannot be listed" error={error} retry={() => void refetch()} />}
      {!data && !error && <SkeletonRows label="Loading members" />}
      {data && data.items.length === 0 && (
        <Empty icon={Users} title="Nobody matches" action={<Button onClick={() => url.set({ q: null, role: null, page: null })}>Clear the filters</Button>}>
          People appear here once they have signed in.
        </Empty>
      )}
      {data && data.items.length > 0 && (
        <>
          <Table
            label="Members"
            head={
              <>
                <Th>Person</Th>
                <Th>Roles</Th>
                <Th className="hidden @3xl:table-cell">Signs in with</Th>
                <Th className="hidden text-right @xl:table-cell">Sessions</Th>
                <Th className="hidden text-right @xl:table-cell">Last seen</Th>
                <Th>
                  <span className="sr-only">Change</span>
                </Th>
              </>
            }
          >
            {data.items.map((member) => (
              <MemberRow key={member.id} member={member} onEdit={() => setEditing(member.id)} />
            ))}
          </Table>
          <Pagination {...data} noun={data.total === 1 ? 'person' : 'people'} onPage={(page) => url.set({ page: page === 1 ? null : page })} />
        </>
      )}
      {edited && <MemberRoles member={edited} onClose={() => setEditing(null)} />}
    </>
  )
}
