const person = String.raw`((?:[a-z][\w-]* ){0,2}[a-z][\w-]*)`
const signed = '(?:signed[- ]in|logged[- ]in|authenticated|registered|authorised|authorized)'

/** What only says who somebody is or which page they look at: "Given I am logged in as a clerk", "the clerk opens the form". */
const staging = new RegExp(
  String.raw`^(?:(?:an?|the) ${signed} ${person}|(?:an?|the) ${person} (?:is|has) (?:already )?(?:${signed}|signed in|logged in)(?: (?:to|into) .+)?|i am (?:${signed} )?(?:as )?an? ${person}|i am (?:signed in|logged in)(?: as (?:an? )?${person})?|(?:i|(?:an?|the) ${person}) (?:am |is )?(?:on|opens?|visits?|navigates? to|goes to|am viewing|is viewing) (?:the |an? |their |my )?(?:[\w-]+ ){0,3}(?:page|form|screen|dialog|view|list|dashboard|menu))$`,
  'i',
)
/** "the clerk sees a confirmation": what every page does. */
const feedback =
  /^(?:i|the [\w -]{2,30}?|an? [\w -]{2,30}?) (?:should |shall |will |can )?(?:sees?|gets?|receives?|is shown|am shown|is presented with) (?:an? |the )?(?:confirmation|success)(?: message| notice)?(?: ".*")?$|^(?:an? |the )?(?:confirmation|success message)(?: ".*")? is (?:shown|displayed)$/i

/**
 * Given/When/Then over several lines as one sentence in small letters, without its stage directions: "given a pending
 * permit, when an officer approves it, then the permit is approved and its expiry date is …".
 */
export function scenario(text: string): string {
  if (text.length > 2000 || !/^\s*(?:given|when)\b/i.test(text) || !/\bthen\b/i.test(text)) return text
  const steps = text
    .split(/\n|,? (?=(?:Given|When|Then|And|But) )|, (?=(?:when|then) )/)
    .map((step) => /^\s*[-*]?\s*(given|when|then|and|but|\*)?:?\s*(.*?)[.,;]?\s*$/i.exec(step))
    .filter((step) => step?.[2])
    .map((step) => ({ word: (step?.[1] ?? '').toLowerCase(), what: step?.[2] ?? '' }))
  if (steps.length < 2) return text
  let part: 'given' | 'when' | 'outcome' = 'given'
  let me = ''
  const parts = { given: [] as string[], when: [] as string[], outcome: [] as string[] }
  for (const { word, what } of steps) {
    if (word === 'given' || word === 'when') part = word
    if (word === 'then') part = 'outcome'
    const who = staging.exec(what)
    if (who && part !== 'outcome') {
      me = who.slice(1).find(Boolean) ?? me
      continue
    }
    parts[part].push(what)
  }
  const plain = (step: string) =>
    step
      .replace(/\b(?:tries|try|attempts?|wants?|want) to (?=[a-z])/gi, me || !/^i\b/i.test(step) ? 'TRY ' : '')
      .replace(/\bTRY ([a-z]+)/g, (_, verb: string) => third(verb))
      .replace(/^I should /i, me ? `the ${me} should ` : 'i should ')
      .replace(/^I ([a-z]+)\b/i, (whole, verb: string) => (me ? `the ${me} ${third(verb)}` : whole))
      .replace(/\bmy\b/gi, 'their own')
      .replace(/^(?:An?|The|It|Its|They|Their|No|There) /, (word) => word.toLowerCase())
  const told = parts.outcome.filter((step) => parts.outcome.length === 1 || !feedback.test(step)).map(plain)
  if (!told.length || !parts.when.length) return text
  const given = parts.given.map(plain)
  const when = parts.when.map(plain).join(' and ')
  const shown = found(when, told) ?? byTime(given, when, told)
  if (shown) return shown
  const before = `${given.length ? `given ${given.join(' and ')}, ` : ''}when ${when}, then `
  // Each outcome is a sentence of its own, so that none is taken for a part of another.
  return `${told.map((outcome) => before + outcome).join('; ')}.`
}

/** "When a warden searches for the plate "AB-1", then the warden sees the permit": a search. */
function found(when: string, told: string[]): string | null {
  const search =
    /^(.+?) (?:searches|looks) (?:for|up|by) (?:permits? |items? )?(?:(?:the|an?|by) )?([a-z][\w ]*?)(?: ".*")?$/i.exec(when) ??
    /^(.+?) (?:searches|filters) (?:for )?(?:the |all )?[\w ]+? by (?:the )?([a-z][\w ]*?)(?: ".*")?$/i.exec(when)
  const sees = told
    .map(
      (outcome) =>
        /^.{2,30}? (?:should )?sees? (?:only |all )?(?:the |an? |only )?(?:list of )?([a-z][\w ]*?)(?: (?:with|for|of|that|whose|in) .*)?$/i.exec(outcome)?.[1],
    )
    .find(Boolean)
  return search && sees ? `${search[1]} can ${/filters/i.test(when) ? 'filter' : 'search'} ${sees} by ${search[2]}.` : null
}

/** "Given an approved permit, when its expiry date has passed, then the permit is expired": what time brings about. */
function byTime(given: string[], when: string, told: string[]): string | null {
  const thing = given.length === 1 ? /^(?:an?|the) ((?:[a-z-]+ )?[a-z]+(?: [a-z]+)?)$/i.exec(given[0] ?? '')?.[1] : undefined
  const into =
    told.length === 1
      ? /^(?:the|its) [\w ]+? (?:is|becomes|is marked as|is set to|changes to|should be) (?:automatically )?([\w ]+)$/i.exec(told[0] ?? '')?.[1]
      : undefined
  return thing && into && /^(?:its|the) [\w ]+? (?:has passed|is reached|has been reached|is over|passes)$/i.test(when)
    ? `the ${thing} becomes ${into} when ${when}.`
    : null
}

const third = (verb: string): string =>
  /^(?:am|is|are|can|may|have|has|had|was|do|did|will|should|must)$/i.test(verb) || /s$/.test(verb)
    ? verb.replace(/^am$/i, 'is').replace(/^have$/i, 'has')
    : /(?:ch|sh|x|o)$/.test(verb)
      ? `${verb}es`
      : /[^aeiou]y$/.test(verb)
        ? `${verb.slice(0, -1)}ies`
        : `${verb}s`
