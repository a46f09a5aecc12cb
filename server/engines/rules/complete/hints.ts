/** What a document is about, as far as it was understood: hints speak of the writer's own things. */
export interface Known {
  role: string // "librarian"; '' when nobody was found
  entity: string // "book"
  other: string // another entity, or the same
}

/** Characters of a sentence that are looked at: what is wrong with it shows early, and no sentence can take long. */
const longest = 1_000

const article = (word: string) => `${/^[aeiou]/i.test(word) ? 'an' : 'a'} ${word}`

/**
 * What to write instead of a sentence that no rule understood. The first that fits wins; each pattern is linear. The
 * examples name what the document itself speaks of, so that they can be copied and changed.
 */
export function hintFor(text: string, known: Known): string {
  const plain = text
    .slice(0, longest)
    .replace(/[*_`|]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const found = hints.find(([pattern]) => pattern.test(plain))
  return (found?.[1] ?? otherwise)({ role: known.role || 'clerk', entity: known.entity || 'order', other: known.other || known.entity || 'order' }, plain)
}

type Hint = (known: Known, text: string) => string

const hints: [RegExp, Hint][] = [
  [
    /^(?!.*\b(?:can|may|must|shall|should|will|has|have|is|are|cannot)\b)\S+(?: \S+){0,3}$/i,
    ({ role, entity }) =>
      `It is no sentence. Mark it as a heading (#) when it is a title; otherwise say who does what: “${first(article(role))} can close ${article(entity)}.”`,
  ],
  [
    /\b(?:if (?:necessary|needed|required|applicable|possible|appropriate)|as (?:appropriate|needed|required|necessary|applicable)|where (?:appropriate|applicable|possible)|accordingly|when(?:ever)? (?:necessary|needed|appropriate)|suitabl[ey]|properly|in (?:special|certain|some) cases)\b/i,
    ({ entity }) => `It leaves open when or what. Say the case and what happens then: “If ${article(entity)} is …, it cannot be ….”`,
  ],
  [/\b(?:etc\.?|and so on|and the like|among others|and\/or|or similar)(?:\W|$)/i, () => 'It leaves something open. Name everything that belongs to it.'],
  [
    /\b(?:artificial intelligence|machine learning|\bAI\b|neural|predict\w*|forecast\w*|recommend\w*|recogni[sz]\w*|blockchain|chat ?bot|natural language|deep learning|algorithm)\b/i,
    () =>
      'This is not built from rules. Say what is stored about it and who enters or sees it, or name the system that does it: “The system integrates with … via a REST API.”',
  ],
  [
    /\b(?:integrat\w+|interfac\w+|synchroni[sz]\w*|syncs?|feeds?|imports?|exports?|third[- ]party|web ?service|API|legacy|ERP|HL7|FTP|EDI)\b/,
    () => 'Name the other system, how it is reached and what for: “The system integrates with the laboratory via a REST API to send samples.”',
  ],
  [
    /\b(?:drags?|dragg\w+|drops?|clicks?|hovers?|buttons?|colou?rs?|colou?red|icons?|pop-?ups?|layout|fonts?|logos?|menus?|tabs?|widgets?|charts?|graphs?|heat ?maps?|maps?|calendars?|dark mode|scroll\w*|undo|turns? (?:red|green|grey|gray|yellow|orange))\b/i,
    ({ role, entity }) =>
      `How pages look is not read from the text. Say what somebody can do, or what is reported: “${first(article(role))} can change the date of ${article(entity)}.” “The ${role} sees a report of ${entity}s by month.”`,
  ],
  [
    /\b(?:after (?:a while|some time|a certain time)|from time to time|regularly|periodically|soon|timely|in time|at night|nightly|(?:every|each) (?:\d+ )?(?:minutes?|hours?|days?|nights?|weeks?|months?|years?))\b/i,
    ({ entity }) =>
      `Say after how long, from when, and what becomes of it: “${first(article(entity))} that is open for more than 3 days is marked as overdue.”`,
  ],
  [
    /\b(?:calculat\w+|comput\w+|multipl\w+|times|minus|plus|percent\w*|formula|billed|charged|prorated|rounded|weighted|average|factor|total|sum)\b|%/i,
    ({ entity }) =>
      `Write the formula with fields by their names: “The total of ${article(entity)} is the quantity times the unit price.” Say which thing has those fields.`,
  ],
  [
    /^(?:\S+ )?(?:an?|the|each|every)? ?\w+['’]s? (?:\w+ ){1,3}(?:is|are|has|have)\b/i,
    ({ entity }) =>
      `Say what a field is together with the thing that has it: “${first(article(entity))} has a weight (decimal, between 0.1 and 120, required).”`,
  ],
  [
    /\b(?:is|are|gets?|be|been|being) (?:automatically )?(?:\w+ed|sent|shown|made|done|given|taken|kept|put|set|written|built)\b(?! by (?:an?|the)\b)/i,
    ({ role, entity }) =>
      `It does not say who does this. Write it as what somebody does: “${first(article(role))} can archive ${article(entity)}.” Or what brings it about: “When ${article(entity)} is …, its … is set to ….”`,
  ],
  [
    /\b(?:it|its|they|them|this|these|those|that one|the same)\b/i,
    ({ role, entity, other }) =>
      `Name the thing instead of “it” or “them”, and write a sentence for each wish: “${first(article(role))} can cancel ${article(entity === other ? entity : other)}.”`,
  ],
  [
    /\b(?:can|may|must|shall|should|will)\b.*\b(?:and|or)\b.*\b(?:and|or)\b/i,
    ({ role, entity }) =>
      `Several wishes stand in one sentence. Write one for each: “${first(article(role))} can create ${article(entity)}.” “${first(article(role))} can cancel ${article(entity)}.”`,
  ],
]
const otherwise: Hint = ({ role, entity }) =>
  `Write who does what with which thing (“${first(article(role))} can close ${article(entity)}.”), what a thing has (“${first(article(entity))} has a name and a date.”), or what must hold (“${first(article(entity))} cannot be closed while ….”).`

const first = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

interface Spoken {
  name: string
  plural?: string
}
/** Whom and what a hint speaks of: what the sentence names, else what the document names first. */
export function knownFor(text: string, roles: readonly Spoken[], entities: readonly Spoken[]): Known {
  const lower = text.toLowerCase()
  const within = (all: readonly Spoken[]) => all.filter((each) => [each.name, each.plural].some((name) => name && lower.includes(name.toLowerCase())))
  const [entity, other] = [...within(entities), ...entities]
  const [role] = [...within(roles), ...roles]
  const name = (spoken: Spoken | undefined) => spoken?.name.toLowerCase() ?? ''
  return { role: name(role), entity: name(entity), other: name(other) }
}
