import { type ExchangeFile, type ExchangeFormat, exchangeFormats, formatLabels } from '#model/exchange.ts'
import type { Network } from '#model/network.ts'
import { Draft } from './draft.ts'
import type { Reading } from './format.ts'
import { formats, recognise } from './formats.ts'

export interface ReadFiles extends Reading {
  formats: (ExchangeFormat | null)[]
}

/**
 * Everything the files state, as changes to the network. Formats are read in one order whatever the order of the files:
 * catalogues first, because they say whose document an OpenAPI or AsyncAPI file is.
 */
export function readFiles(files: readonly ExchangeFile[], network: Network, system: string | null): ReadFiles {
  const draft = new Draft(network, system)
  const found = files.map((file) => (isText(file, draft) ? (file.format ?? recognise(file)) : null))
  files.forEach((file, index) => {
    if (found[index] === null && !broken(file)) draft.problem({ file: file.name, line: 1, column: 1 }, unknown(file))
  })
  for (const format of exchangeFormats) {
    const own = files.filter((_, index) => found[index] === format)
    if (own.length > 0) formats[format].read(own, draft)
  }
  return { ...draft.finish(), formats: found }
}

const unknown = ({ text }: ExchangeFile): string =>
  /^[ \t]*workspace\b.*\{/m.test(text)
    ? 'This is Structurizr’s own language. Export the workspace as JSON (structurizr export -format json) and import that.'
    : `This file has none of the forms that can be read: ${Object.values(formatLabels).join(', ')}. Choose its format if you know it.`

const nul = String.fromCharCode(0)
const broken = ({ text }: ExchangeFile) => text.includes(nul) || text.includes('\uFFFD') || text.trim() === ''
/** A wrong encoding turns letters into replacement marks, and UTF-16 into text with zeros: better refused than imported. */
function isText(file: ExchangeFile, draft: Draft): boolean {
  if (!broken(file)) return true
  const marks = [nul, '\uFFFD'].map((mark) => file.text.indexOf(mark)).filter((at) => at >= 0)
  const before = file.text.slice(0, Math.min(...marks, file.text.length))
  const at = { file: file.name, line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') }
  if (marks.length === 0) draft.problem({ ...at, line: 1, column: 1 }, 'The file is empty.')
  else draft.problem(at, 'The file is binary or not UTF-8. Save it as UTF-8 text and try again.')
  return false
}
