import { architecture } from './architecture.ts'
import { dashboard } from './dashboard.ts'
import { type DocumentFile, whole } from './file.ts'
import { integration } from './integration.ts'
import { picturesOf } from './pictures.ts'
import { type Repository, readme } from './readme.ts'
import { records } from './records.ts'
import { suite } from './suite.ts'
import type { SystemView } from './view.ts'
import { workflows } from './workflows.ts'

/** How markdownlint reads these repositories: tables and drawings cannot be broken into lines. */
const lintRules = `${JSON.stringify({ default: true, MD013: { line_length: 120, tables: false, code_blocks: false, headings: false } }, null, 2)}\n`

/** Every file of a system's repository. The same view gives the same bytes: nothing here reads a clock. */
export async function documentsOf(view: SystemView, repository: Repository): Promise<DocumentFile[]> {
  const pictures = await picturesOf(view)
  const board = dashboard(view)
  const others: DocumentFile[] = [
    ...records(view),
    ...suite(view),
    ...(board ? [board] : []),
    ...pictures.map((p) => whole(p.path, p.title, 'image/svg+xml', p.svg)),
    whole('.markdownlint.json', 'Rules of markdownlint', 'application/json', lintRules),
  ]
  const paths = ['README.md', 'ARCHITECTURE.md', 'INTEGRATION.md', 'WORKFLOWS.md', ...others.map((f) => f.path)].sort()
  const files = [readme(view, pictures, repository, paths), architecture(view, pictures), integration(view, pictures), workflows(view, paths), ...others]
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}
