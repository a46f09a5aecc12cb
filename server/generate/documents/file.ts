/**
 * One file of a system's repository. Markdown written for people consists of managed sections; everything else is
 * managed as a whole, because it has no place where a person's own words could stand.
 */
export interface DocumentFile {
  path: string
  title: string
  mediaType: 'text/markdown' | 'image/svg+xml' | 'application/json' | 'text/javascript'
  content: { sections: Section[] } | { whole: string }
}
export interface Section {
  name: string // a-z, 0-9 and hyphens; stays the same when its words change
  text: string
}

export const markdown = (path: string, title: string, sections: Section[]): DocumentFile => ({ path, title, mediaType: 'text/markdown', content: { sections } })
export const whole = (path: string, title: string, mediaType: DocumentFile['mediaType'], body: string): DocumentFile => ({
  path,
  title,
  mediaType,
  content: { whole: body.endsWith('\n') ? body : `${body}\n` },
})
