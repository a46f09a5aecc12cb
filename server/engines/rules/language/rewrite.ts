import { isVerb } from './vocabulary.ts'
import { baseForm } from './words.ts'

const enabling =
  /^(?:the )?(?:system|application|app|software|platform|service|portal|website|solution|tool) (?:(?:shall|must|should|will|can|may) )?(not )?(?:be able to )?(?:let|allow|permit|enable|provide|offer|give|support|supports|prevent|stop|lets|allows|permits|enables|provides|offers|gives|prevents|stops)\b (.+)$/i

/** Sentence patterns that put the actor elsewhere, rewritten to "actor can …". */
export function rewrite(text: string): string {
  let match =
    /^it (?:shall|must|should|will|is to|is) (not )?be possible (?:for (.{2,50}?) )?to (.+)$/i.exec(text) ??
    /^it is (not )?possible (?:for (.{2,50}?) )?to (.+)$/i.exec(text)
  if (match) return `${match[2] ?? 'the system'} can ${match[1] ?? ''}${match[3]}`
  match = enabling.exec(text)
  const target = match?.[2] ?? ''
  if (match) {
    const prevents = /\b(?:prevent|stop)s?\b/i.test(text.slice(0, text.length - target.length))
    const inner = prevents ? /^(.{2,50}?) from (\w+ing)\b(.*)$/i.exec(target) : null
    if (inner) return `${inner[1]} can not ${baseForm(inner[2] ?? '')}${inner[3]}`
    const to = /^(only )?((?:[\w'-]+ ){1,5}?)(?:with )?(?:the ability |the possibility |a way |the option |an option )?to (.+)$/i.exec(target)
    const bare = /^(only )?((?:an?|the|all|any) )?((?:[\w'-]+ ){1,3}?)([a-z]+)(?= )(.*)$/i.exec(target)
    if (to?.[3] && isVerb((to[3].split(' ')[0] ?? '').replace(/,$/, '')) && !isVerb((to[2] ?? '').trim().split(' ')[0] ?? ''))
      return `${to[1] ?? ''}${(to[2] ?? '').trim()} can ${match[1] ?? ''}${to[3]}`
    if (bare && /\blets?\b/i.test(text) && isVerb(bare[4] ?? ''))
      return `${bare[1] ?? ''}${bare[2] ?? ''}${(bare[3] ?? '').trim()} can ${match[1] ?? ''}${bare[4]}${bare[5]}`
  }
  match = /^(.{2,60}?) (?:is|are) (not )?(only )?(?:able|allowed|permitted|entitled|authori[sz]ed) to (.+)$/i.exec(text)
  if (match) return `${match[3] ?? ''}${match[1]} can ${match[2] ?? ''}${match[4]}`
  match = /^(.{2,60}?) (?:is|are) (?:responsible for|in charge of) (\w+ing)\b(.*)$/i.exec(text)
  if (match) return `${match[1]} can ${baseForm(match[2] ?? '')}${match[3]}`
  match = /^(.{2,60}?) (?:has|have) (no )?(?:the )?(?:permission|right|ability|option|possibility) to (.+)$/i.exec(text)
  if (match) return `${match[1]} can ${match[2] ? 'not ' : ''}${match[3]}`
  match = /^(?:no one|nobody|none) (?:but|except|other than|apart from) (.{2,50}?) (?:can|may|shall|must|is allowed to) (.+)$/i.exec(text)
  if (match) return `only ${match[1]} can ${match[2]}`
  const recorded =
    /^(.+?) (?:(?:can|shall|must|may|will) )?(?:records?|enters?|notes?|documents?) for (?:each|every|the|an?) ([\w ]+?) ((?:whether|the|an?|its|how) .+)$/i.exec(
      text,
    )
  if (recorded) return `${recorded[1]} can document the ${recorded[2]} with ${recorded[3]}`
  return text
}
