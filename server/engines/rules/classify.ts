import type { Statement } from '#model/specification.ts'
import { targetsIn } from './constructs/qualities-of-service.ts'
import { isWanting } from './language/background.ts'
import { isVerb, modalPattern } from './language/vocabulary.ts'
import type { Line } from './text/lines.ts'

type Kind = Statement['kind']

const sections: [RegExp, Kind][] = [
  [
    /\b(?:out of scope|non-?goals?|not in scope|exclusions?|excluded|won't have|not included|beyond scope|not needed|not required|need(?:s)? not|(?:does|do|will|need|is|are) not (?:do|be|have|cover|part)|future (?:work|versions?|ideas)|later versions?|out-of-scope)\b/i,
    'out_of_scope',
  ],
  [/\b(?:glossary|definitions?|terms|terminology|abbreviations|acronyms)\b/i, 'definition'],
  [
    /^(?:the )?users?(?: and .*)?$|^who (?:uses|will use|works with|is|are|does)\b|^(?:users|people) (?:of|and|who)\b|\b(?:actors?|user roles|roles|personas?|stakeholders?|user (?:groups|types|classes))\b/i,
    'actor',
  ],
  [/\b(?:assumptions?|dependencies)\b/i, 'assumption'],
  [
    /^(?:technical|technology stack|tech stack)$|\b(?:constraints?|technical (?:requirements|constraints|environment)|technology|platform|compliance|legal|regulat\w+|standards)\b/i,
    'constraint',
  ],
  [/\b(?:non-?functional|quality|performance|nfr|service levels?|sla|availability|security|usability|reliability|scalability)\b/i, 'quality'],
  [
    /\b(?:table of contents|contents|revision history|document history|change log|changelog|version history|references|approvals?|sign-?off|document control|authors?|distribution)\b/i,
    'noise',
  ],
  [
    /\b(?:purpose|introduction|background|goals?|objectives?|overview|vision|context|about|motivation|summary|scope|business case|current situation|problem|executive summary|preface|intended audience)\b/i,
    'definition',
  ],
]
const vague =
  /\b(?:user[- ]friendly|friendly|nice|modern|intuitive|attractive|beautiful|easy to use|easy|simple to use|pleasant|clean (?:design|look|interface|layout|code|ui|structure)|fast|quick(?:ly)?|responsive|robust|reliable|scalable|flexible|state[- ]of[- ]the[- ]art|appealing|elegant|good looking|professional|maintainable|extensible|well documented|self-explanatory|convenient|comfortable|look and feel|as soon as possible|highly|seamless)\b/i
const technology =
  /\b(?:postgresql|postgres|mysql|oracle|mongodb|java|\.net|python|react|angular|vue|docker|kubernetes|aws|azure|gcp|cloud|on[- ]premises?|open[- ]source|rest api|restful|graphql|in (?:english|german|french|spanish|italian|dutch|polish|portuguese)|mobile (?:phones?|devices?)|smartphones?|tablets?|back-?ups?|passwords? (?:must|shall|should|are|is|have)|encrypted|micro-?services?|chrome|firefox|safari|edge|browsers?|linux|windows|ios|android|node\.?js|typescript|spring|django|sap)\b/i
const laws =
  /\b(?:gdpr|dsgvo|pci[- ]dss|hipaa|sox|iso ?\d{4,5}|wcag(?: ?\d\.\d)?(?: ?a{1,3})?|ccpa|ferpa|basel|mifid|eidas|psd2|soc ?2|nis2|bsi|coppa|lgpd)\b/gi
const acting = new RegExp(String.raw`\b(?:${modalPattern}|is able to|are able to|is allowed to|are allowed to|want(?:s)? to|cannot|only)\b`, 'i')

/** Who wrote which version when. */
const metadata =
  /^(?:(?:document )?version|authors?|status|date|last updated|prepared (?:by|for)|written by|created (?:by|on)|reviewed by|approved by|owner|client|customer|project|company|confidentiality|classification|draft by|document (?:id|owner|status)|revision)\s*:\s*\S.{0,120}$|^(?:draft|version) (?:by|of|\d)/i

/** Lines of a requirement's card that say something about the requirement. */
const cardLabel =
  /^(?:rationale|originator|source|priority|conflicts?|history|customer (?:dis)?satisfaction|requirement(?: ?#| no\.?| type| number)?|use case|dependenc(?:y|ies)|supporting materials?|author|verification(?: method)?|traces? to|parent|moscow|risk|effort|estimate|story points|stakeholders?|version)$/i

/** Rows of revision histories, sign-offs and lists of open points; notes above the first chapter. */
function isHousekeeping(line: Line): boolean {
  if (line.depth === 0 && (cardLabel.test(line.label) || /^requirement ?(?:#|no\.?|number|id)/i.test(line.text) || /^requirement ?#/i.test(line.label)))
    return true
  const heads = Object.keys(line.cells)
  if (
    heads.some((head) => /^(?:version|rev\.?|revision|issue)$/.test(head)) &&
    heads.some((head) => /^(?:date|authors?|changed by|changes?|description of change|editor|status|comment)$/.test(head))
  )
    return true
  if (heads.some((head) => /^(?:signature|signed|approved on|reviewer|approver)$/.test(head))) return true
  if (
    /^(?:open (?:points|issues|questions|items|topics)|to ?do|issues|tbd|outstanding (?:points|issues))$/i.test(
      line.headings.at(-1)?.replace(/^[\d.]+ /, '') ?? '',
    )
  )
    return true
  return line.headings.length <= 1 && line.depth === 0 && heads.length === 0 && line.introducer === null && isRemark(line.text)
}

/** "Confluence export, space MUNI, page 4711": no verb, no colon, nothing that a document could ask for. */
const isRemark = (text: string): boolean =>
  /^[^:()|]{3,90}$/.test(text) &&
  !/^(?:an?|the|each|every) .+\.$/i.test(text) &&
  /\d|,/.test(text) &&
  !acting.test(text) &&
  !/\b(?:is|are|has|have|was|were|be|if|when|each|every)\b/i.test(text) &&
  !text
    .split(' ')
    .slice(1)
    .some((word) => isVerb(word.replace(/[,.]$/, '')))

/** What a line is, before anything in it is understood. Functional until something else is evident. */
export function kindOf(line: Line, isRole: (phrase: string) => boolean): Kind {
  if (line.code || line.raw.trim() === '') return 'noise'
  const text = line.text
  if (!text && !line.label) return 'noise'
  if (line.depth === 0 && line.introducer === null && metadata.test([line.label, text].filter(Boolean).join(': '))) return 'noise'
  if (
    isHousekeeping(line) ||
    /^(?:(?:legend|key): ?)?[A-Z✓✔x–-](?:\/[A-Z])? ?(?:=|:|–) ?[\w ]+(?:[,;] ?[A-Z✓✔x–-](?:\/[A-Z])? ?(?:=|:|–) ?[\w ]+)+\.?$/.test(line.text)
  )
    return 'noise'
  if (
    /^in (?:this|the present) (?:document|specification|text|tender|lot)\b.*\b(?:denotes?|means?|refers? to|stands? for|indicates?|are used|is used)\b/i.test(
      text,
    )
  )
    return 'definition'
  if (
    /^(?:the )?(?:system|application|software|service|portal|platform) (?:is|will be|shall be) (?:used|operated) by [^.]+\.?$/i.test(text) &&
    targetsIn(line).length === 0
  )
    return 'actor'
  const section = sectionKind(line)
  if (section === 'out_of_scope' || section === 'noise') return section
  if (
    /^(?:https?:\/\/|\[?[\w -]+\]?\(#|version \d|status: |author:|date:|last updated|draft\b|tbd\b|todo\b|see (?:section|chapter|appendix|figure|the)\b)/i.test(
      text,
    ) &&
    text.split(' ').length < 12 &&
    (!line.label || /^(?:version|status|date)$/i.test(line.label) === (line.depth === 0))
  )
    return 'noise'
  if (
    /^(?:the following (?:requirements|sections|chapters|tables?|statements)|this (?:document|section|chapter|specification|srs)|these requirements|all requirements)\b/i.test(
      text,
    )
  )
    return 'noise'
  if (
    /^(?:acceptance criteria|business rules?|rules|notes?|examples?|details|scenarios?|preconditions?|postconditions?|priority|rationale|description)$/i.test(
      text,
    )
  )
    return 'noise'
  if (/:$/.test(text) && text.split(' ').length <= 6 && !acting.test(text) && !/\b(?:has|have|with|contains?)\b/.test(text)) return 'noise'
  if (/\b(?:out of scope|not part of this (?:project|release|version)|is not in scope|not in the scope)\b/i.test(text)) return 'out_of_scope'
  if (/\bit is assumed\b|^(?:we assume|assumption:|assuming that|assumed:)/i.test(text) || /^assumptions?$/i.test(line.label)) return 'assumption'
  if (section === 'definition' && !glossary(line))
    return acting.test(text) && !aboutDocument(text) && functionalLooking(line, isRole) ? 'functional' : 'definition'
  if (section === 'definition') return 'definition'
  if (section === 'actor' && !acting.test(text)) return 'actor'
  if (isWanting(text) && line.depth === 0 && !/^as an? [^,]{2,60}?,? i\b/i.test(text)) return 'definition'
  if (line.depth === 0 && introduction.test(text) && !/\b(?:can|may|must|shall|only)\b/i.test(text)) return 'definition'
  if (section === null && background.test(text) && !acting.test(text) && !isRole(text.split(' ').slice(1, 2).join(' '))) return 'definition'
  if (section === 'assumption') return 'assumption'
  return byContent(line, section, isRole)
}

function byContent(line: Line, section: Kind | null, isRole: (phrase: string) => boolean): Kind {
  const { text } = line
  if (
    /\b(?:is|are|be) (?:kept|retained|stored|archived|deleted|erased|anonymi[sz]ed|removed)\b.{0,40}\b(?:after|for) (?:at least |at most )?(?:\d+|one|two|three|five|six|seven|ten) (?:days?|weeks?|months?|years?)\b/i.test(
      text,
    ) &&
    targetsIn(line).some((target) => target.metric === 'retention')
  )
    return 'quality'
  if (/\b(?:must|shall|should|will|has to) be available (?:from \d|24|around the clock|day and night|during|every day|at all times)/i.test(text))
    return 'quality'
  if (
    /^(?:we expect |there (?:are|will be) |(?:it|the (?:system|application|app|portal)) (?:is|will be) used by )?(?:about|around|approximately|roughly|some|up to|circa)? ?\d[\d,]* (?:[a-z]+ ){0,2}?(?:(?:will )?(?:use|work|are expected)\b|[a-z]+\.?$)/i.test(
      text,
    ) &&
    targetsIn(line).length
  )
    return 'quality'
  if (
    /\b(?:shown|displayed|loaded|returned|answered|opened|available|rendered|saved|processed|listed|executed) (?:with)?in (?:less than |under |at most )?\d[\d.,]* ?(?:ms|milliseconds?|s|seconds?)\b/i.test(
      text,
    ) &&
    targetsIn(line).length
  )
    return 'quality'
  const whole = [line.label, text].filter(Boolean).join(': ')
  const quality = targetsIn(line).length > 0
  if (line.role === 'quality_targets' || (quality && (section === 'quality' || !functionalLooking(line, isRole))))
    return quality ? 'quality' : vague.test(text) ? 'wish' : 'quality'
  if (laws.test(whole)) {
    laws.lastIndex = 0
    return 'constraint'
  }
  laws.lastIndex = 0
  if (functionalLooking(line, isRole)) return 'functional'
  if (vague.test(text) && !/\b(?:report|list|search)\b/i.test(text)) return 'wish'
  if (section === 'constraint' || line.role === 'constraints' || /^(?:compliance|constraints?|technology|platform|database)$/i.test(line.label))
    return 'constraint'
  if (technology.test(text) && !/\b(?:field|number|name)\b/i.test(text)) return 'constraint'
  if (section === 'quality') return 'quality'
  return 'functional'
}

/** Somebody named as a role does something, or a thing of the domain is described. */
function functionalLooking(line: Line, isRole: (phrase: string) => boolean): boolean {
  const { text } = line
  if (/^as (?:an?|the) [^,]+,? i\b/i.test(text)) return !(/\b(?:user interface|design|look|application to be|app to be)\b/i.test(text) && vague.test(text))
  const subject = new RegExp(String.raw`^(?:only |every |each |all |an? |the )*(.+?) (?:${modalPattern}|is able|are able|is allowed|are allowed)\b`, 'i').exec(
    text,
  )?.[1]
  if (subject && isRole(subject)) return true
  const only = /^only (?:an? |the )?(\w+(?: \w+)?) \w+/i.exec(text)?.[1]
  return only !== undefined && (isRole(only) || isRole(only.split(' ')[0] ?? ''))
}

/** "The shop rents tools to customers.": what an organisation is there for, without anything to build. */
const background =
  /^(?:the|our|we|this) (?:(?:shop|company|platform|clinic|library|town|city|studio|firm|organi[sz]ation|school|university|hospital|business|association|club|municipality|hotel|restaurant|store|agency|department|council|project|team|institute|foundation|charity) (?:is|has|serves?|lends?|helps?|organi[sz]es?|currently|today|employs?|owns?|hosts?|teaches|makes?|works?)\b|[a-z]+ (?:wants?|sells?|needs?|offers?|runs?|operates?|rents?|provides?)\b)/i
/** "We rent out storage units. This is what the new system has to do." */
const introduction =
  /^(?:we|our (?:company|shop|team|customers|members|club|school|practice|office|clinic|[a-z]+)) (?!can\b|may\b|want\b|need\b)[a-z]+\b|^(?:this|here|below|what follows|following) (?:is|are) (?:what|a list|the list|the things|everything|(?:the |our |all )?(?:main |most important |agreed |new )?(?:features|requirements|functions|user stories|stories|use cases|rules|scenarios))\b|^(?:the )?(?:following|new) (?:system|software|application|service|tool) (?:replaces|supports|helps)\b/i
const aboutDocument = (text: string) =>
  /\b(?:this document|the document|this specification|this section|this project|the project|requirements? in this)\b/i.test(text)
const glossary = (line: Line) => /\b(?:glossary|definitions?|terms|terminology|abbreviations|acronyms)\b/i.test(line.headings.at(-1) ?? '')

const titled = /\b(?:specification|catalogue|catalog|requirements? document|tender|proposal|\(export)\b/i
const working = /\b(?:functional|requirements?|features?|stories|use cases?|rules|data|entit\w*|reports?|workflow|process\w*)\b/i
const clearly: Kind[] = ['out_of_scope', 'noise', 'actor', 'quality', 'constraint', 'assumption']

/** What the headings above a line say about it, the nearest first; the title of the document says nothing. */
function sectionKind(line: Line): Kind | null {
  const inside = line.headings.slice(1, -1).some((heading) => working.test(heading) && !titled.test(heading) && !/\bnon-?functional\b/i.test(heading))
  for (const heading of line.headings.slice(1).toReversed()) {
    const clean = heading.trim()
    const identified = /^[A-Z]{1,6}[-_ ]?\d/.test(clean)
    const kind = identified ? undefined : sections.find(([pattern]) => pattern.test(clean))?.[1]
    // "Overview" among the user stories, or "Report a problem", introduces nothing.
    if (
      kind &&
      (clearly.includes(kind) || (!inside && clean.split(' ').length <= 5 && !(working.test(clean) && !/\b(?:goal|purpose|introduction)\b/i.test(clean))))
    )
      return kind
    if (working.test(clean) || identified) return null
  }
  return null
}

export const lawsIn = (text: string): string[] => (text.match(laws) ?? []).map((law) => law.toUpperCase().replace(/PCI[- ]DSS/, 'PCI DSS'))
export const isVague = (text: string): boolean => vague.test(text)

/** The AQUSA criteria as far as a sentence alone shows them. */
export function lint(line: Line): string[] {
  const issues: string[] = []
  const words = vague.exec(line.text)?.[0]
  if (words) issues.push(`“${words}” is vague: say how to measure it.`)
  if (/\b(?:etc|and so on|and others|or similar|among others)\b/i.test(line.text)) issues.push('The list is open: name everything that belongs to it.')
  if (/^as an? [^,]+, i want/i.test(line.text) && !/\bso that\b|\bin order to\b|\bbecause\b/i.test(line.text))
    issues.push('The story has no benefit (so that …).')
  if (
    /^as an? [^,]+, i want to .+ and (?:to )?\w+ /i.test(line.text.replace(/ so that .*$/i, '')) &&
    /\b(?:create|add|edit|change|delete|see|list|report|cancel|approve|plan|start)\b.+\band (?:to )?(?:create|add|edit|change|delete|see|list|report|cancel|approve|finish|start)\b/i.test(
      line.text,
    )
  )
    issues.push('The story asks for more than one thing.')
  if (/\b(?:if necessary|if needed|as appropriate|where appropriate|when required|as required|in some cases|sometimes|possibly)\b/i.test(line.text))
    issues.push('The condition is missing: say when.')
  if (/\b(?:tbd|tbc|to be defined|to be decided|to be determined)\b/i.test(line.text)) issues.push('Something is still to be decided.')
  return issues
}
