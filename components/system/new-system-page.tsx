'use client'
import { Lock } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { useMay } from '#components/person/me.tsx'
import { Empty } from '#components/ui/feedback.tsx'
import { PageHead } from '#components/ui/page.tsx'

// The server knows no drafts: the form is drawn where they are kept.
const RecordDialog = dynamic(() => import('./record-form.tsx').then((m) => m.RecordDialog<'system'>), { ssr: false })
const path = [{ label: 'Network', href: '/network' }]

/** The form over an empty page: leaving it leads back to the network, saving it to the new system. */
export function NewSystemPage() {
  const router = useRouter()
  const mayEdit = useMay('network.edit')
  return (
    <>
      <PageHead path={path} title="A new system" />
      {mayEdit ? (
        <RecordDialog
          edited={{ kind: 'system', record: null, start: {}, system: null }}
          title="A new system"
          action="Add the system"
          onClose={() => router.push('/network')}
          onSaved={({ slug }) => router.push(`/network/${slug}`)}
        />
      ) : (
        <Empty icon={Lock} title="Only architects and admins add systems">
          Ask an admin for one of these roles, or an architect to add it.
        </Empty>
      )}
    </>
  )
}
