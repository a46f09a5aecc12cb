/** Words that look like the prefix of a requirement's id but name a standard or a measure. */
const standards = new Set([
  'ISO',
  'RFC',
  'WCAG',
  'TLS',
  'PCI',
  'SHA',
  'AES',
  'HTTP',
  'HTTPS',
  'IEEE',
  'EN',
  'DIN',
  'BS',
  'SOC',
  'UTF',
  'TOP',
  'COVID',
  'OAUTH',
  'EU',
  'GB',
  'MB',
  'KB',
  'EUR',
  'USD',
  'GBP',
  'CHF',
  'Q',
  'H',
  'A',
  'PHASE',
  'VERSION',
  'V',
  'MAX',
  'MIN',
])

const withPrefix = /^\s*[[(]?([A-Z]{1,8}(?:[-_][A-Z]{1,8})?)([-–_.# ]?)(\d{1,4}(?:[.-]\d{1,4}){0,4}[a-z]?)[\])]?(\s*[.:)]|\s+[–—-](?=\s)|(?=\s))\s*/
const dotted = /^\s*[[(]?(\d{1,3}(?:\.\d{1,3}){1,4})[\])]?[.:)]?\s+(?=[A-Z*"])/
const plainNumber = /^\s*[[(]?(\d{1,3})(?:[.)\]]|:)\s+(?=[A-Z*"])/

/** The id a block begins with ("FR-1", "REQ-01", "P7", "3.2"), and how many characters of it to skip. */
export function leadingId(plain: string, bold: boolean): { id: string; length: number } | null {
  const prefixed = withPrefix.exec(plain)
  if (prefixed) {
    const [all, prefix = '', separator = '', digits = '', after = ''] = prefixed
    const sure = after.trim() !== '' || separator === '-' || separator === '_' || bold || prefix.length <= 2
    if (sure && !(standards.has(prefix) && !(bold && prefix.length === 1)) && all.length < plain.length)
      return { id: `${prefix}${separator.trim() || (separator === ' ' ? '-' : '')}${digits}`.replace('–', '-').replace('#', ''), length: all.length }
  }
  const numbered = dotted.exec(plain) ?? plainNumber.exec(plain)
  return numbered?.[1] ? { id: numbered[1], length: numbered[0].length } : null
}

/** The id of a sentence in the middle of a block: only the unmistakable forms. */
export function nextId(plain: string): { id: string; length: number } | null {
  const found = leadingId(plain, false)
  if (!found) return null
  if (/^\d{1,3}(?:\.\d{1,3})+$/.test(found.id) || /^\s*[[(]\d{1,3}[)\]]\s|^\s*\d{1,3}[.)]\s+[A-Z]/.test(plain)) return found
  return /^[A-Z]{1,8}[-_]?\d/.test(found.id) && /^\s*[[(]?[A-Z]{1,8}(?:[-_][A-Z]{1,8})?[-_ ]?\d/.test(plain) ? found : null
}

/** Does an id begin here, so that a sentence ends before? */
export const idStart = /^\s*(?:[[(]?[A-Z]{1,8}[-_]\d{1,4}(?:\.\d+)*[\])]?[\s.:]|[[(]?[A-Z]{1,3}\d{1,4}[\])]?[.:)])/
