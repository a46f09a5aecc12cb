import { isPerson } from '../language/vocabulary.ts'

const kinds = 'system|application|app|software|platform|portal|website|tool|solution'
const modal = '(?:shall|must|will|should|can|may)'
const does =
  '(?:allow|let|enable|permit|store|record|keep|display|show|list|notify|send|inform|provide|reject|refuse|prevent|calculate|compute|set|assign|generate|respond|require|mark|change|update|create|warn|remind|reserve|release|not|log|email|ensure|support|move|add|close|block|check|validate|accept)'

/**
 * The names that a document gives to what is to be built: "the Calibration Management System (CMS)", "LendIt shall
 * store …", "the parking portal shall …". Returns a function that says "the system" instead.
 */
export function systemNames(texts: string[]): (text: string) => string {
  const names = new Set<string>()
  for (const text of texts) {
    for (const match of text.matchAll(
      /\b((?:[A-Z][\w&-]{0,30} ){1,6}(?:System|Application|App|Software|Platform|Portal|Website|Tool|Solution|Service)) ?\("?([A-Z][\w-]{1,12})"?\)/g,
    )) {
      if (match[1]) names.add(match[1].replace(/^(?:The|This) /, ''))
      if (match[2]) names.add(match[2])
    }
    for (const match of text.matchAll(new RegExp(String.raw`\b([a-z][\w-]{0,30} (?:[\w-]{1,30} ){0,4}(?:${kinds})) ?\((?:the )?"?([A-Z]{2,8})"?\)`, 'gi')))
      if (match[2] && match[2] === match[2].toUpperCase()) names.add(match[2])
    const subjects = new Map<string, number>()
    for (const match of text.matchAll(new RegExp(String.raw`(?:^|[.:;,|] |\*\* ?|\n[-*] )(?:[Tt]he )?([A-Z][A-Za-z0-9]{1,20}) ${modal} ${does}\b`, 'gm')))
      if (match[1]) subjects.set(match[1], (subjects.get(match[1]) ?? 0) + 1)
    for (const [name, times] of subjects) if (times >= 2 && (/^[A-Z0-9]{2,8}$/.test(name) || /[a-z][A-Z]/.test(name) || isApart(name, text))) names.add(name)
  }
  const listed = [...names].map((name) => name.replace(/\W/g, '\\$&')).sort((a, b) => b.length - a.length)
  const named = listed.length ? new RegExp(String.raw`\b(?:the )?(?:${listed.join('|')})(?: (?:${kinds}))?\b(?!-)(?:'s\b)?`, 'gi') : null
  const described = new RegExp(
    String.raw`\bthe (?:[a-z][\w-]{0,30} ){1,3}(?:system|app|software|platform|portal|website|tool|solution)(?= ${modal} ${does}\b)`,
    'gi',
  )
  return (text) => {
    const plain = named ? text.replace(named, (found) => `${/^T/.test(found) ? 'The' : 'the'} system${/'s$/.test(found) ? "'s" : ''}`) : text
    return plain.replace(described, (found) => `${found.slice(0, 3)} system`)
  }
}

/** A capitalised word that is never written in small letters is a name: "Shelfie shall store …". */
const isApart = (name: string, text: string): boolean =>
  !new RegExp(String.raw`\b(?:${name.toLowerCase()}|${name}s)\b`).test(text) && !isPerson(name) && !/s$/.test(name)
