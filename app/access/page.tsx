import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { AccessPanel } from '#components/person/access-panel.tsx'
import { PlainPage } from '#components/shell/plain-page.tsx'
import { contextOfRequest } from '#server/api/context.ts'
import { createCaller } from '#server/api/root.ts'

export const metadata: Metadata = { title: 'Ask for access' }

export default async function AccessPage() {
  const context = await contextOfRequest()
  if (!context.person) redirect('/sign-in')
  const me = await createCaller(context).me.get()
  if (me.permissions.includes('read')) redirect('/')
  return (
    <PlainPage title="Ask for access">
      <AccessPanel name={me.name} email={me.email} id={me.id} provider={me.provider} />
    </PlainPage>
  )
}
