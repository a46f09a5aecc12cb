'use client'
import { Download } from 'lucide-react'
import type { ReactNode } from 'react'
import { buttonClasses } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import { CopyButton } from '#components/ui/copyable.tsx'
import { Card } from '#components/ui/page.tsx'
import { scrollable } from '#components/ui/scrollable.ts'
import type { Plan } from '#model/plan.ts'
import type { PlanView } from '#model/plan-view.ts'
import { Because, statementsOf } from './because.tsx'
import { Comments } from './comments.tsx'
import { Decisions } from './decisions-part.tsx'
import { Figures } from './figures-part.tsx'
import { Gates } from './gates-part.tsx'
import { Risks } from './risks-part.tsx'
import { Roadmap } from './roadmap-part.tsx'
import { Services } from './services-part.tsx'
import { Diagrams, Infrastructure, Metrics, Overview, Questions, Targets } from './small-parts.tsx'

interface Part {
  id: string
  title: string
  content: ReactNode
}

function partsOf(plan: PlanView, content: Plan): Part[] {
  const statements = statementsOf(content)
  const part = (id: string, title: string, shown: boolean, body: ReactNode): Part[] => (shown ? [{ id, title, content: body }] : [])
  return [
    ...part('overview', 'Overview', true, <Overview plan={content} statements={statements} />),
    ...part(
      'inconsistencies',
      'Inconsistent inputs',
      content.inconsistencies.length > 0,
      <ul className="flex flex-col gap-2">
        {content.inconsistencies.map((i) => (
          <li key={i.message} className="flex flex-wrap items-start gap-x-2 gap-y-1 rounded-md bg-warn-soft px-3 py-2 text-sm">
            <span className="min-w-0 flex-1 basis-80 break-words">{i.message}</span>
            <Because ids={i.statements} statements={statements} />
          </li>
        ))}
      </ul>,
    ),
    ...part('services', 'Services', content.services.length > 0, <Services plan={content} statements={statements} />),
    ...part('diagrams', 'Diagrams', plan.shown.diagrams.length > 0, <Diagrams plan={plan} />),
    ...part('infrastructure', 'Infrastructure', content.infrastructure.length > 0, <Infrastructure plan={content} statements={statements} />),
    ...part('decisions', 'Decisions', content.decisions.length > 0, <Decisions view={plan} plan={content} statements={statements} />),
    ...part('targets', 'Quality targets', true, <Targets plan={content} statements={statements} />),
    ...part('risks', 'Risks', content.risks.length > 0, <Risks plan={plan} content={content} statements={statements} />),
    ...part('gates', 'Quality gates', content.gates.length > 0, <Gates plan={plan} content={content} />),
    ...part('roadmap', 'Roadmap', content.roadmap.length > 0, <Roadmap plan={content} />),
    ...part('capacity', 'Capacity and costs', true, <Figures plan={content} />),
    ...part('metrics', 'Success metrics', content.metrics.length > 0, <Metrics plan={content} />),
    ...part('questions', 'Open questions', content.questions.length > 0, <Questions plan={content} statements={statements} />),
    ...part('record', 'Record', plan.shown.record !== '', <TransitionRecord text={plan.shown.record} />),
  ]
}

function TransitionRecord({ text }: { text: string }) {
  return (
    <Card className="relative">
      <CopyButton text={text} label="Copy the record" className="absolute top-2 right-2" />
      <pre className="overflow-x-auto p-4 pr-10 font-mono text-xs leading-5" {...scrollable}>
        {text}
      </pre>
    </Card>
  )
}

function Contents({ parts }: { parts: readonly Part[] }) {
  return (
    <ul className="flex flex-col gap-0.5 border-line border-l">
      {parts.map(({ id, title }) => (
        <li key={id}>
          <a href={`#${id}`} className="-ml-px block border-transparent border-l-2 py-1 pl-3 text-muted text-xs hover:border-accent hover:text-fg">
            {title}
          </a>
        </li>
      ))}
    </ul>
  )
}

function Downloads({ plan }: { plan: PlanView }) {
  const base = `/api/plans/${plan.id}`
  const query = `?revision=${plan.shown.number}&download`
  const link = (path: string, label: string) => (
    <a key={path} href={`${base}/${path}${query}`} className="block rounded px-2 py-1.5 text-sm hover:bg-hover">
      {label}
    </a>
  )
  return (
    <details className="group relative">
      <summary className={cn(buttonClasses({ size: 'sm' }), 'list-none')}>
        <Download /> Download
      </summary>
      <div className="absolute right-0 z-20 mt-1 max-h-96 w-80 max-w-[calc(100vw-48px)] overflow-y-auto rounded-lg border border-line bg-surface p-1 shadow-float">
        {link('plan.md', 'Plan (Markdown)')}
        {link('plan.json', 'Plan (JSON)')}
        {link('record.txt', 'Record')}
        {(plan.shown.plan?.decisions ?? []).map((d) => link(`decisions/${d.id}.md`, `ADR ${d.id.slice(0, 4)}: ${d.title}`))}
      </div>
    </details>
  )
}

/** The plan as one document: parts in the order in which people read them, a table of contents beside them. */
export function PlanDocument({ plan, content }: { plan: PlanView; content: Plan }) {
  const parts = partsOf(plan, content)
  return (
    <div className="grid items-start gap-8 lg:grid-cols-[minmax(0,1fr)_168px]">
      <article className="flex min-w-0 flex-col gap-10">
        <div className="flex flex-wrap items-start justify-between gap-3">
          <p className="min-w-0 max-w-prose flex-1 basis-80 text-base leading-6">{content.summary}</p>
          <Downloads plan={plan} />
        </div>
        <details className="rounded-lg border border-line bg-surface px-3 py-2 lg:hidden">
          <summary className="text-sm">Contents</summary>
          <Contents parts={parts} />
        </details>
        {parts.map(({ id, title, content: body }) => (
          <section key={id} id={id} aria-labelledby={`${id}-title`} className="scroll-mt-16">
            <div className="mb-3 flex flex-wrap items-center justify-between gap-2 border-line border-b pb-1.5">
              <h2 id={`${id}-title`} className="font-semibold text-base tracking-tight">
                {title}
              </h2>
              <Comments part={id} what={title.toLowerCase()} />
            </div>
            {body}
          </section>
        ))}
      </article>
      <nav aria-label="Contents" className="sticky top-16 hidden lg:block">
        <Contents parts={parts} />
      </nav>
    </div>
  )
}
