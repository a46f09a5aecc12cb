import { basename } from 'node:path'
import { type Document, submission } from '#model/requirement.ts'
import { Problem } from '#server/domain/problem.ts'
import { submitRequirement } from '#server/domain/requirement/mutations.ts'
import { personOf } from './people.ts'
import { readTextFile } from './text-file.ts'

export interface SubmitOptions {
  files: string[]
  system: string
  service?: string
  title: string
  as: string
  constraints?: string
  qualityTargets?: string
  askFirst: boolean
  requestKey?: string
}

const roleOf = (name: string): Document['role'] =>
  /constraint/i.test(name) ? 'constraints' : /quality|non-?functional|\bnfr/i.test(name) ? 'quality_targets' : 'requirements'

export async function readDocument(file: string, role?: Document['role']): Promise<Document> {
  const name = basename(file)
  return { name, role: role ?? roleOf(name), text: await readTextFile(file) }
}

export async function submit(options: SubmitOptions): Promise<{ requirement: string; run: string }> {
  const documents = await Promise.all(options.files.map((file) => readDocument(file)))
  // A file that only sounds like constraints is the requirement when there is no other.
  if (documents[0] && !documents.some((d) => d.role === 'requirements')) documents[0].role = 'requirements'
  if (options.constraints) documents.push(await readDocument(options.constraints, 'constraints'))
  if (options.qualityTargets) documents.push(await readDocument(options.qualityTargets, 'quality_targets'))
  const { system, title, askFirst } = options
  const checked = submission.safeParse({
    requestKey: options.requestKey ?? crypto.randomUUID(),
    title,
    system,
    service: options.service ?? null,
    documents,
    askFirst,
  })
  if (!checked.success)
    throw new Problem(
      'invalid',
      checked.error.issues
        .map(({ path, message }) =>
          path[0] === 'documents' && typeof path[1] === 'number' ? `${documents[path[1]]?.name}: ${message}` : `${path.join('.')}: ${message}`,
        )
        .join('\n'),
    )
  return submitRequirement(await personOf(options.as), checked.data)
}
