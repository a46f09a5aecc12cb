/** base, past, participle */
const irregularVerbs: [string, string, string][] = [
  ['pay', 'paid', 'paid'],
  ['lend', 'lent', 'lent'],
  ['send', 'sent', 'sent'],
  ['buy', 'bought', 'bought'],
  ['sell', 'sold', 'sold'],
  ['make', 'made', 'made'],
  ['take', 'took', 'taken'],
  ['give', 'gave', 'given'],
  ['hold', 'held', 'held'],
  ['put', 'put', 'put'],
  ['set', 'set', 'set'],
  ['write', 'wrote', 'written'],
  ['withdraw', 'withdrew', 'withdrawn'],
  ['draw', 'drew', 'drawn'],
  ['bring', 'brought', 'brought'],
  ['find', 'found', 'found'],
  ['lose', 'lost', 'lost'],
  ['leave', 'left', 'left'],
  ['begin', 'began', 'begun'],
  ['choose', 'chose', 'chosen'],
  ['see', 'saw', 'seen'],
  ['show', 'showed', 'shown'],
  ['do', 'did', 'done'],
  ['go', 'went', 'gone'],
  ['come', 'came', 'come'],
  ['become', 'became', 'become'],
  ['get', 'got', 'got'],
  ['keep', 'kept', 'kept'],
  ['let', 'let', 'let'],
  ['build', 'built', 'built'],
  ['break', 'broke', 'broken'],
  ['read', 'read', 'read'],
  ['tell', 'told', 'told'],
  ['win', 'won', 'won'],
  ['freeze', 'froze', 'frozen'],
  ['fall', 'fell', 'fallen'],
  ['feed', 'fed', 'fed'],
  ['meet', 'met', 'met'],
  ['rise', 'rose', 'risen'],
  ['sign', 'signed', 'signed'],
  ['submit', 'submitted', 'submitted'],
  ['split', 'split', 'split'],
  ['spend', 'spent', 'spent'],
  ['teach', 'taught', 'taught'],
  ['wear', 'wore', 'worn'],
  ['quit', 'quit', 'quit'],
  ['hide', 'hid', 'hidden'],
  ['know', 'knew', 'known'],
  ['cut', 'cut', 'cut'],
  ['bid', 'bid', 'bid'],
  ['shut', 'shut', 'shut'],
  ['drive', 'drove', 'driven'],
  ['upgrade', 'upgraded', 'upgraded'],
  ['lease', 'leased', 'leased'],
  ['undo', 'undid', 'undone'],
  ['override', 'overrode', 'overridden'],
  ['reset', 'reset', 'reset'],
  ['rebuild', 'rebuilt', 'rebuilt'],
  ['redo', 'redid', 'redone'],
  ['overdraw', 'overdrew', 'overdrawn'],
  ['resell', 'resold', 'resold'],
  ['repay', 'repaid', 'repaid'],
  ['prepay', 'prepaid', 'prepaid'],
  ['run', 'ran', 'run'],
  ['wake', 'woke', 'woken'],
  ['lock', 'locked', 'locked'],
  ['hand', 'handed', 'handed'],
  ['hold', 'held', 'held'],
  ['eat', 'ate', 'eaten'],
  ['grow', 'grew', 'grown'],
  ['bite', 'bit', 'bitten'],
  ['speak', 'spoke', 'spoken'],
  ['think', 'thought', 'thought'],
  ['shrink', 'shrank', 'shrunk'],
  ['stick', 'stuck', 'stuck'],
  ['ship', 'shipped', 'shipped'],
  ['input', 'input', 'input'],
]

const baseOf = new Map<string, string>()
for (const [base, past, participle] of irregularVerbs) for (const form of [past, participle]) if (!baseOf.has(form)) baseOf.set(form, base)
for (const noun of ['left']) baseOf.set(noun, 'leave')

const isVowel = (c: string | undefined) => c !== undefined && 'aeiou'.includes(c)

export const stems = new Map<string, string>()

/** The same short string for every inflection and spelling of a verb; not a word. */
export function stem(word: string): string {
  const lower = word.toLowerCase()
  const known = stems.get(lower)
  if (known !== undefined) return known
  const result = computeStem(lower)
  if (stems.size < 50_000) stems.set(lower, result)
  return result
}

function computeStem(lower: string): string {
  if (lower.includes(' '))
    return lower
      .split(' ')
      .map((part, i) => (i === 0 ? stem(part) : part))
      .join(' ')
  let s = baseOf.get(lower) ?? lower
  if (s === lower) {
    if (/ies$|ied$/.test(s) && s.length > 4) s = `${s.slice(0, -3)}y`
    else if (s.endsWith('ing') && s.length > 5) s = s.slice(0, -3)
    else if (s.endsWith('ed') && s.length > 4) s = s.slice(0, -2)
    else if (/(?:ss|sh|ch|x|zz)es$/.test(s)) s = s.slice(0, -2)
    else if (s.endsWith('s') && !/(?:ss|us|is)$/.test(s) && s.length > 3) s = s.slice(0, -1)
  }
  s = baseOf.get(s) ?? s
  if (s.endsWith('e') && s.length > 3) s = s.slice(0, -1)
  if (s.length > 3 && s.at(-1) === s.at(-2) && !isVowel(s.at(-1))) s = s.slice(0, -1)
  return s.replace(/is$/, 'iz').replace(/ys$/, 'yz')
}

/** "paid" → "pay", "cancels" → "cancel", "shipping" → "ship". The spelling of a regular verb is a good guess, for names only. */
export function baseForm(word: string): string {
  const lower = word.toLowerCase()
  const irregular = baseOf.get(lower)
  if (irregular) return irregular
  if (/(?:ied|ies)$/.test(lower) && lower.length > 4) return `${lower.slice(0, -3)}y`
  if (/(?:ss|sh|ch|x|zz)es$/.test(lower)) return lower.slice(0, -2)
  if (lower.endsWith('s') && !/(?:ss|us|is)$/.test(lower) && lower.length > 3) return lower.slice(0, -1)
  const cut = lower.endsWith('ing') && lower.length > 5 ? lower.slice(0, -3) : lower.endsWith('ed') && lower.length > 4 ? lower.slice(0, -2) : ''
  if (!cut) return lower
  if (cut.at(-1) === cut.at(-2) && !isVowel(cut.at(-1)) && !/(?:ll|ss|zz|ff|dd)$/.test(cut)) return cut.slice(0, -1)
  if (/(?:cancell|enroll|labell|travell|controll|fulfill|modell|signall)$/.test(cut)) return cut.slice(0, -1)
  if (/(?:[bcdglmnrtuv]|[^aeiou][ai])at$/.test(cut) && cut.length > 4 && !/(?:treat|repeat|heat|seat|float|coat|cheat|format|combat)$/.test(cut))
    return `${cut}e`
  if (
    /(?:at|rs|ns|ps|iz|iv|uc|rc|nc|dg|rg|ng|as|os|us|eas|ov|av|olv|erv|urn?s|ir|ur|or|pl|bl|tl|dl|gl|ut|et|lin|in|id|ud|ot|ag|op|ap|yp|on|is|ys|ok|ak|ik|od|ad|ar|im|am|um|om|il|ol|ul|al|ab|ib|ob|ig|ac|ic|quir|ntinu|valu|issu|argu|rescu|queu|li)$/.test(
      cut,
    ) &&
    finalE.has(stem(`${cut}e`))
  )
    return `${cut}e`
  return cut
}

// Verbs that end in a silent e, by their stems.
const finalE = new Set(
  'create update place issue archive approve close delete remove release purchase schedule assign_ rate grade cancel_ configure prepare store decline reserve retire activate deactivate receive invoice charge merge move note manage organise organize authorise authorize finalise finalize capture complete continue dispute dispatch_ escalate estimate evaluate execute expire export_ generate hire include increase decrease introduce invite license locate lease notice nominate obsolete operate participate produce propose provide publish_ quote raise reduce refuse remove rename renovate replace require rescue resolve resume revise revoke save scale score secure serve settle share solve subscribe suspend_ terminate trace trade translate tune type unsubscribe upgrade use validate vote waive change donate evacuate exchange browse calculate collate combine compare compile compose conclude consolidate consume coordinate date decide dedicate define delegate designate determine disable discharge_ dispose distribute divide document_ double draft_ duplicate enable engage enhance examine exclude force handle ignore illustrate impose improve inactivate inspire install_ judge leave like line liquidate maintain_ measure minimise mobilise moderate navigate negotiate nurture observe oblige patronise persuade phase pile postpone practice presume price prioritise prioritize prescribe_ probe process_ progress_ promote prove quarantine queue realise recognise recommence reconcile recycle refine regulate reinstate relate relocate rotate route sample separate simulate stage_ state submerge summarise supervise table take tolerate transcribe triage uninstall_ validate vaccinate value verify_ vote write prescribe stage mute probe damage repatriate replicate reactivate triage shelve arrive rescue retrieve reimburse disburse endorse expense cleanse rinse sense license increase lapse collapse immerse reverse traverse converse nurse parse'
    .split(' ')
    .filter((verb) => !verb.endsWith('_'))
    .map((verb) => stem(verb)),
)

/** "pay" → "paid", "ship" → "shipped", "close" → "closed". */
export function participle(verb: string): string {
  const [first = '', ...rest] = verb.toLowerCase().split(' ')
  const irregular = irregularVerbs.find(([base]) => base === first)
  const tail = rest.length ? ` ${rest.join(' ')}` : ''
  if (irregular) return irregular[2] + tail
  if (first.endsWith('e')) return `${first}d${tail}`
  if (/[^aeiou]y$/.test(first)) return `${first.slice(0, -1)}ied${tail}`
  if (/^[^aeiou]*[aeiou][bdgmnprt]$/.test(first) || /(?:cancel|enrol|label|travel|submit|refer|defer|transfer|commit|permit|admit|unplug|equip)$/.test(first))
    return `${first}${first.at(-1)}ed${tail}`
  return `${first}ed${tail}`
}

/** snake_case id: "E-mail address" → "email_address"; '' when nothing is left. */
export function identifier(words: string): string {
  const known = identifiers.get(words)
  if (known !== undefined) return known
  const made = computeIdentifier(words)
  if (identifiers.size < 50_000 && words.length < 200) identifiers.set(words, made)
  return made
}
const identifiers = new Map<string, string>()

function computeIdentifier(words: string): string {
  const ascii = words
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/e-mail/g, 'email')
  const id = ascii
    .replace(/['’]s\b/g, '')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_0-9]+|_+$/g, '')
  return id.slice(0, 50).replace(/_+$/, '')
}

/** "warehouse clerk" → "Warehouse clerk"; words in capitals stay. */
export const capitalise = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
