import { slug } from '#model/id.ts'
import type { NetworkDecision, NetworkRunbook } from '#model/network.ts'
import { type DocumentFile, markdown, whole } from './file.ts'
import { blocks, heading, link, plain, table, wrap } from './markdown.ts'
import { askOf, type SystemView } from './view.ts'

/** Decisions and runbooks as people wrote them, and contracts as services serve them: each a file of its own. */
export const decisionPath = (d: NetworkDecision): string => `docs/decisions/${String(d.number).padStart(4, '0')}-${slug(d.title) || 'untitled'}.md`
export const runbookPath = (r: NetworkRunbook): string => `docs/runbooks/${slug(r.key) || 'runbook'}.md`
export const contractPath = (service: string): string => `api/${service}.openapi.json`

/** Their words are theirs: style is not ours to judge, but the file has a title of its own. */
const asWritten = (title: string, body: string): string =>
  blocks(
    /^\s*#\s/.test(body) ? null : heading(1, title),
    '<!-- markdownlint-disable -->',
    body
      .replaceAll('\r\n', '\n')
      .replace(/<!--(\s*)markdownlint-/gi, '<!--$1markdownlint -')
      .trim() || `Nothing is written here yet.`,
    '<!-- markdownlint-enable -->',
  )

export function records(view: SystemView): DocumentFile[] {
  const { decisions, runbooks, system } = view
  const files: DocumentFile[] = [
    ...decisions.map((d) => markdown(decisionPath(d), plain(d.title), [{ name: 'decision', text: asWritten(`${d.number}. ${plain(d.title)}`, d.text) }])),
    ...runbooks.map((r) => markdown(runbookPath(r), plain(r.title), [{ name: 'runbook', text: asWritten(plain(r.title), r.text) }])),
  ]
  const within = (path: string): string => path.split('/').at(-1) ?? path
  if (decisions.length > 0)
    files.push(
      markdown('docs/decisions/README.md', `${system.name}: decisions`, [
        {
          name: 'decisions',
          text: blocks(
            heading(1, `Decisions of ${system.name}`),
            table(
              ['Number', 'Decision', 'Status', 'Date'],
              decisions.map((d) => [String(d.number), link(d.title, within(decisionPath(d))), d.status, d.date]),
            ),
          ),
        },
      ]),
    )
  if (runbooks.length > 0)
    files.push(
      markdown('docs/runbooks/README.md', `${system.name}: runbooks`, [
        {
          name: 'runbooks',
          text: blocks(
            heading(1, `Runbooks of ${system.name}`),
            wrap('A restore that was never tried is a hope; the date says when somebody last did it by that runbook.'),
            table(
              ['Runbook', 'Restore tested'],
              runbooks.map((r) => [link(r.title, within(runbookPath(r))), r.restoreTested ?? `never stated — ${askOf(system.owner)}`]),
            ),
          ),
        },
      ]),
    )
  for (const f of view.facts)
    if (f.openapi) files.push(whole(contractPath(f.service), `${f.service}: OpenAPI`, 'application/json', JSON.stringify(f.openapi, null, 2)))
  return files
}
