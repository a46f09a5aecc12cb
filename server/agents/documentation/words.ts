/** What a search looks through: the sentences of a document without what only draws, links or lines up. */
export function wordsOf(title: string, mediaType: string, text: string): string {
  if (mediaType === 'image/svg+xml') return title
  if (mediaType !== 'text/markdown') return `${title}\n${text}`
  const prose = text
    .replace(/^<!--.*-->$/gm, '')
    .replace(/^(`{3,})mermaid\n[\s\S]*?^\1$/gm, '')
    .replace(/^\|(?: --- \|)+$/gm, '')
    .replace(/^\| (.*) \|$/gm, (_, row: string) => row.replaceAll(' | ', ' · '))
    .replace(/\]\([^)\s]*\)/g, ']')
    .replace(/^#+ |(?<!\\)[[\]`*]|\\(?=[^A-Za-z0-9\s])/gm, '')
  return `${title}\n${prose.replace(/\n{2,}/g, '\n')}`
}
