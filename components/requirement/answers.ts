import type { Document } from '#model/requirement.ts'
import type { Reading } from './reading.ts'

type Question = Reading['questions'][number]
/** Question id → what was chosen, or the sentence that was typed. */
export type Answers = Readonly<Record<string, string>>

const heading = '## Answers'
/** An answer is a statement like any other: a sentence that the document says from now on. */
export const sentenceOf = (question: Question, answer: string): string => {
  const plain = answer.trim().replace(/\s+/g, ' ')
  const sentence = question.sentence && question.options.includes(plain) ? question.sentence.replace('{answer}', plain.toLowerCase()) : plain
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`
}

/** The documents with the answers at the end of the first one, under a heading of their own that earlier answers share. */
export function withAnswers(documents: readonly Document[], questions: readonly Question[], answers: Answers): Document[] {
  const lines = questions.flatMap((question) => {
    const answer = answers[question.id]?.trim()
    return answer ? [`- ${sentenceOf(question, answer)}`] : []
  })
  if (lines.length === 0) return [...documents]
  return documents.map((document, index) => {
    if (index > 0) return document
    const text = document.text.replace(/\s+$/, '')
    const open = text.lastIndexOf(`\n${heading}\n`)
    // Only where the answers are the last section is there a list to continue.
    const continues = open >= 0 && !text.slice(open + heading.length + 2).includes('\n#')
    return { ...document, text: `${text}\n${continues ? '' : `\n${heading}\n\n`}${lines.join('\n')}\n` }
  })
}
