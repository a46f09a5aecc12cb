import { planDocuments, story as storyRule } from '#model/plan-view.ts'
import { type Document, document, title as titleRule } from '#model/requirement.ts'

export const inputRoles = ['requirements', 'constraints', 'quality_targets'] as const
export type InputRole = (typeof inputRoles)[number]
/** What is being written; `key` makes a double click one plan. */
export interface PlanInputs {
  key: string
  story: string
  title: string
  system: string
  note: string
  documents: Record<InputRole, { name: string; text: string }>
}
const names: Record<InputRole, string> = { requirements: 'system-requirements.md', constraints: 'technical-constraints.md', quality_targets: 'nfr-targets.md' }
export const emptyInputs = (): PlanInputs => ({
  key: crypto.randomUUID(),
  story: '',
  title: '',
  system: '',
  note: '',
  documents: {
    requirements: { name: names.requirements, text: '' },
    constraints: { name: names.constraints, text: '' },
    quality_targets: { name: names.quality_targets, text: '' },
  },
})
export const inputsOf = (documents: readonly Document[]): PlanInputs['documents'] => {
  const base = emptyInputs().documents
  for (const role of inputRoles) {
    const found = documents.find((d) => d.role === role)
    if (found) base[role] = { name: found.name, text: found.text }
  }
  return base
}
/** Empty fields are left out; requirements are always there, so that their absence is said at the field. */
export const documentsOf = (draft: PlanInputs): Document[] =>
  inputRoles.flatMap((role) => (role === 'requirements' || draft.documents[role].text.trim() ? [{ ...draft.documents[role], role }] : []))

export type PlanErrors = Partial<Record<'story' | 'title' | 'system' | 'note' | InputRole, string>>
export function errorsOf(draft: PlanInputs, what: 'plan' | 'revision'): PlanErrors {
  const errors: PlanErrors = {}
  if (what === 'plan') {
    errors.story = storyRule.safeParse(draft.story).error?.issues[0]?.message
    errors.title = titleRule.safeParse(draft.title).error?.issues[0]?.message
    if (!draft.system) errors.system = 'Choose a system.'
  }
  for (const d of documentsOf(draft)) errors[d.role] = document.safeParse(d).error?.issues[0]?.message
  errors.requirements ??= planDocuments.safeParse(documentsOf(draft)).error?.issues.find((i) => i.path.length < 2)?.message
  return Object.fromEntries(Object.entries(errors).filter(([, message]) => message))
}

/** Messages of the server by input path, moved to the fields of the form. */
export function serverErrors(error: unknown, draft: PlanInputs): PlanErrors {
  const fields = (error as { data?: { fields?: Record<string, string[]> } } | null)?.data?.fields ?? {}
  const sent = documentsOf(draft)
  const errors: PlanErrors = {}
  for (const [path, messages] of Object.entries(fields)) {
    const [field, index] = path.split('.')
    const role = field === 'documents' ? (sent[Number(index)]?.role ?? 'requirements') : null
    if (role) errors[role] ??= messages.join(' ')
    else if (field === 'story' || field === 'title' || field === 'system' || field === 'note') errors[field] ??= messages.join(' ')
  }
  return errors
}
