import { type Document, documents, title as titleRule } from '#model/requirement.ts'

/** What is being written, kept in this browser until it is submitted. `key` makes a double click one requirement and one run. */
export interface Draft {
  key: string
  title: string
  system: string
  service: string // slug of an existing one; '' = new
  mode: 'text' | 'files'
  text: string
  files: Document[]
  askFirst: boolean
  note: string
}

export const emptyDraft = (): Draft => ({
  key: crypto.randomUUID(),
  title: '',
  system: '',
  service: '',
  mode: 'text',
  text: '',
  files: [],
  askFirst: false,
  note: '',
})

export const documentsOf = (draft: Pick<Draft, 'mode' | 'text' | 'files'>): Document[] =>
  draft.mode === 'files' ? draft.files : [{ name: 'requirements.md', role: 'requirements', text: draft.text }]

export type DraftErrors = Partial<Record<'title' | 'system' | 'documents' | 'note', string>>

/** The same rules as the server's, said at the field before anything is sent. */
export function draftErrors(draft: Draft, what: 'requirement' | 'revision'): DraftErrors {
  const errors: DraftErrors = {}
  const say = (field: keyof DraftErrors, result: { success: boolean; error?: { issues: { message: string }[] } | undefined }) => {
    const message = result.error?.issues[0]?.message
    if (message) errors[field] = message
  }
  if (what === 'requirement') {
    say('title', titleRule.safeParse(draft.title))
    if (!draft.system) errors.system = 'Choose a system.'
  }
  if (draft.mode === 'files' && draft.files.length === 0) errors.documents = 'Add at least one .md or .txt file, or write the text here.'
  else if (draft.mode === 'text' && draft.text.trim() === '') errors.documents = 'Write what the service must do.'
  else say('documents', documents.safeParse(documentsOf(draft)))
  return errors
}

/** Messages of the server by input path (`documents.0.text`), moved to the fields of the form. */
export function fieldsOf(error: unknown): DraftErrors {
  const fields = (error as { data?: { fields?: Record<string, string[]> } } | null)?.data?.fields ?? {}
  const errors: DraftErrors = {}
  for (const [path, messages] of Object.entries(fields)) {
    const field = path.split('.')[0]
    if (field === 'title' || field === 'system' || field === 'documents' || field === 'note') errors[field] ??= messages.join(' ')
    if (field === 'service') errors.system ??= messages.join(' ')
  }
  return errors
}
