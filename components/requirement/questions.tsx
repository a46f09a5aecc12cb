'use client'
import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type FormEvent, useId, useState } from 'react'
import { useTRPC } from '#components/trpc/client.ts'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { Failure } from '#components/ui/feedback.tsx'
import { Input } from '#components/ui/field.tsx'
import { Card } from '#components/ui/page.tsx'
import type { RequirementView } from '#model/requirement.ts'
import { type Answers, sentenceOf, withAnswers } from './answers.ts'
import type { Reading } from './reading.ts'

type Question = Reading['questions'][number]

/** One of the proposals, or own words. Unanswered, the proposal stays an assumption. */
function Choice({ question, value, onChange }: { question: Question; value: string; onChange: (value: string) => void }) {
  const name = useId()
  const own = value !== '' && !question.options.includes(value)
  return (
    <fieldset className="flex flex-col gap-1.5 pt-1">
      <legend className="sr-only">{question.text}</legend>
      <div className="flex flex-wrap gap-x-4 gap-y-1.5 text-sm">
        {question.options.map((option) => (
          <label key={option} className="flex items-center gap-1.5">
            <input type="radio" name={name} className="accent-accent" checked={value === option} onChange={() => onChange(option)} />
            {option}
            {option === question.proposed && <span className="text-faint text-xs">taken for now</span>}
          </label>
        ))}
      </div>
      <Input
        aria-label={`In your own words: ${question.text}`}
        placeholder="Or a sentence of your own"
        maxLength={500}
        value={own ? value : ''}
        onChange={(event) => onChange(event.target.value)}
      />
      {value.trim() && <p className="text-muted text-xs">The document will say: “{sentenceOf(question, value)}”</p>}
    </fieldset>
  )
}

function AnswerForm({ requirement, questions }: { requirement: RequirementView; questions: readonly Question[] }) {
  const trpc = useTRPC()
  const router = useRouter()
  const [answers, setAnswers] = useState<Answers>({})
  const [requestKey] = useState(() => crypto.randomUUID())
  const revise = useMutation(trpc.requirement.revise.mutationOptions())
  const answered = questions.filter(({ id }) => answers[id]?.trim()).length

  async function send(event: FormEvent) {
    event.preventDefault()
    if (answered === 0 || revise.isPending) return
    const documents = withAnswers(requirement.revision.documents, questions, answers)
    const note = answered === 1 ? 'One question answered' : `${answered} questions answered`
    const { run } = await revise.mutateAsync({ id: requirement.id, requestKey, documents, note, askFirst: requirement.revision.askFirst, start: true })
    if (run) router.push(`/runs/${run}`)
  }
  return (
    <form onSubmit={(event) => void send(event).catch(() => undefined)} className="flex flex-col gap-3">
      <Card>
        <ol className="divide-y divide-line">
          {questions.map((question) => (
            <li key={question.id} className="flex flex-col gap-1 px-4 py-3">
              <p className="font-medium text-sm">
                {question.text} <span className="font-mono font-normal text-2xs text-faint">{question.statements.join(', ')}</span>
              </p>
              <p className="text-muted text-sm">{question.why}</p>
              <Choice question={question} value={answers[question.id] ?? ''} onChange={(value) => setAnswers({ ...answers, [question.id]: value })} />
            </li>
          ))}
        </ol>
      </Card>
      {revise.error && <Failure title="The answers were not kept" error={revise.error} kept="They are still in the form." />}
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" tone="primary" busy={revise.isPending} disabled={answered === 0}>
          Keep the answers and start a run
        </Button>
        <p className="text-faint text-xs">Answers become sentences of a new revision. What is not answered stays as it was taken.</p>
      </div>
    </form>
  )
}

function OpenQuestions({ questions }: { questions: readonly Question[] }) {
  return (
    <Card>
      <ol className="divide-y divide-line">
        {questions.map((question) => (
          <li key={question.id} className="flex flex-col gap-1 px-4 py-3">
            <p className="font-medium text-sm">{question.text}</p>
            <p className="text-muted text-sm">{question.why}</p>
            <p className="text-sm">
              Taken for now: <span className="font-medium">{question.proposed}</span>
            </p>
          </li>
        ))}
      </ol>
    </Card>
  )
}

/** What was unclear, with what was taken for it. Whoever may revise the latest revision answers here. */
export function Questions({ requirement, reading }: { requirement: RequirementView; reading: Reading }) {
  const questions = [...reading.questions].sort((a, b) => a.rank - b.rank)
  const latest = requirement.revision.number === requirement.revisions[0]?.number
  const nothing = questions.length === 0 && reading.assumptions.length === 0 && reading.findings.length === 0
  return (
    <div className="flex flex-col gap-4">
      {nothing && (
        <p className="rounded-lg border border-line border-dashed px-4 py-6 text-center text-muted text-sm">
          No open questions. Everything that had to be decided stands in the text.
        </p>
      )}
      {questions.length > 0 &&
        (latest && requirement.actions.revise.allowed ? (
          <AnswerForm key={requirement.revision.id} requirement={requirement} questions={questions} />
        ) : (
          <OpenQuestions questions={questions} />
        ))}
      {reading.findings.length > 0 && (
        <Card>
          <ul className="divide-y divide-line">
            {reading.findings.map((finding) => (
              <li key={finding.message} className="flex flex-wrap items-baseline gap-2 px-4 py-2 text-sm">
                <Badge tone="warn">{finding.kind}</Badge>
                {finding.message}
                <span className="font-mono text-2xs text-faint">{finding.statements.join(', ')}</span>
              </li>
            ))}
          </ul>
        </Card>
      )}
      {reading.assumptions.length > 0 && (
        <div>
          <h3 className="pb-1 font-medium text-sm">Assumptions</h3>
          <ul className="list-disc pl-5 text-muted text-sm">
            {reading.assumptions.map((assumption) => (
              <li key={assumption.id}>{assumption.text}</li>
            ))}
          </ul>
        </div>
      )}
    </div>
  )
}
