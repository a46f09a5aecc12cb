'use client'
import { LifeBuoy } from 'lucide-react'
import { newId } from '#model/id.ts'
import type { SystemView } from '#model/network-change.ts'
import { TextsTab } from './texts-tab.tsx'

const template = `## When

The alert, the symptom or the request this is for.

## Who

Who may do it, and whom to tell.

## Steps

1. 

## Check

How it is seen that it worked.

## Back

How to undo it.
`

export function RunbooksTab({ view, slug }: { view: SystemView; slug: string }) {
  return (
    <TextsTab
      kind="runbook"
      view={view}
      slug={slug}
      items={view.part.runbooks}
      about={({ restoreTested }) => <span>{restoreTested ? `Restore tested on ${restoreTested}` : 'No tested restore is stated'}</span>}
      start={() => ({ key: newId('rbk'), system: slug, text: template })}
      words={{
        one: 'runbook',
        empty: 'No runbooks yet',
        teach: 'A runbook says what to do when something happens, so that the person on call need not find out at night.',
        icon: LifeBuoy,
      }}
    />
  )
}
