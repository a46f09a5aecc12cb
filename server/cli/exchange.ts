import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ExchangeFormat, type Exported, exchangeFormats, type ImportPreview, importInput } from '#model/exchange.ts'
import { exportNetwork, previewImport } from '#server/domain/exchange/data.ts'
import { applyImport } from '#server/domain/exchange/mutations.ts'
import { Problem } from '#server/domain/problem.ts'
import { personOf, reader } from './people.ts'
import { readTextFile } from './text-file.ts'
import { Usage } from './usage.ts'

export interface ImportOptions {
  files: string[]
  as: string
  system: string | undefined
  format: string | undefined
  note: string
  dryRun: boolean
  remove: boolean
}
type Report = Omit<ImportPreview, 'digest'> & { imported: boolean; changeset: string | null }

const formatOf = (text: string | undefined): ExchangeFormat | null => {
  const format = exchangeFormats.find((each) => each === text)
  if (text !== undefined && !format) throw new Usage(`There is no format "${text}". There are ${exchangeFormats.join(', ')}.`)
  return format ?? null
}

/** Previews, and unless it is a dry run or there is a problem, applies what was previewed. */
export async function importFiles(options: ImportOptions): Promise<Report> {
  const format = formatOf(options.format)
  const files = await Promise.all(options.files.map(async (name) => ({ name: name.slice(-300), text: await readTextFile(name), format })))
  const checked = importInput.safeParse({ files, system: options.system ?? null, remove: options.remove })
  if (!checked.success) throw new Problem('invalid', checked.error.issues.map(({ message }) => message).join('\n'))
  const actor = await personOf(options.as)
  const { digest, ...preview } = await previewImport(actor.person, checked.data)
  for (const problem of preview.problems)
    problem.message = problem.message.replace('Choose the system of services that name none.', 'Say it with --system SLUG.')
  if (options.dryRun || preview.problems.length > 0) return { imported: false, changeset: null, ...preview }
  const { changeset } = await applyImport(actor, { ...checked.data, digest, note: options.note })
  return { imported: true, changeset, ...preview }
}

export function describeImport({ imported, counts, changes, notCarried, problems }: Report): string {
  const place = (file: string, line: number | null) => (line === null ? file : `${file}:${line}`)
  return [
    ...problems.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`),
    ...changes
      .filter(({ action }) => action !== 'unchanged' && action !== 'unnamed')
      .map(
        ({ action, kind, key, fields }) =>
          `${action.padEnd(8)} ${kind.padEnd(8)} ${key}${action === 'changed' ? `: ${fields.map(({ name }) => name).join(', ')}` : ''}`,
      ),
    ...notCarried.map(({ file, line, what, why }) => `not carried: ${what} (${place(file, line)}). ${why}`),
    `${imported ? 'Imported' : problems.length > 0 ? 'Nothing was imported' : 'Would be imported'}: ${counts.added} added, ${counts.changed} changed, ${counts.unchanged} unchanged${counts.removed > 0 ? `, ${counts.removed} removed` : ''}${counts.unnamed > 0 ? `, ${counts.unnamed} in the network that the files do not name (--remove removes them)` : ''}, ${notCarried.length} not carried.`,
  ].join('\n')
}

export interface ExportDone {
  format: ExchangeFormat
  /** With their text as long as they were not written into a folder. */
  files: { name: string; bytes: number; text?: string }[]
  notCarried: Exported['notCarried']
  out: string | null
}
export async function exportFiles(format: string | undefined, systems: string[], out: string | undefined): Promise<ExportDone> {
  const known = formatOf(format)
  if (known === null) throw new Usage(`Say in which format: --format ${exchangeFormats.join('|')}`)
  const { files, notCarried } = await exportNetwork(reader, { format: known, systems })
  if (systems.length > 0 && files.length === 0) throw new Problem('not_found', `There is nothing of ${systems.join(', ')} to write as ${known}.`)
  if (out !== undefined) {
    await mkdir(out, { recursive: true })
    for (const { name, text } of files) await writeFile(join(out, name), text)
  }
  return {
    format: known,
    files: files.map(({ name, text }) => ({ name, bytes: Buffer.byteLength(text), ...(out === undefined && { text }) })),
    notCarried,
    out: out ?? null,
  }
}

/** The text itself where it was not written into a folder, so that it can be piped; several files under their names. */
export function describeExport({ files, notCarried, out }: ExportDone): string {
  if (out === null) return files.map(({ name, text }) => (files.length === 1 ? text : `--- ${name}\n${text}`)).join('\n')
  return [
    ...files.map(({ name, bytes }) => `${join(out, name)}  ${bytes} bytes`),
    ...notCarried.map(({ what, why }) => `not carried: ${what}. ${why}`),
    `${files.length} ${files.length === 1 ? 'file' : 'files'} written, ${notCarried.length} not carried.`,
  ].join('\n')
}
