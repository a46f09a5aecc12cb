const replacements: [RegExp, string][] = [
  [/[\u2018\u2019\u201b\u2032`]/g, "'"],
  [/[\u201c\u201d\u201e\u00ab\u00bb"]/g, '"'],
  [/[\u00a0\u2000-\u200a\u202f\u3000]/g, ' '],
  [/[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u0000-\u0008\u000b-\u001f\u007f\ufffd]/g, ' '],
  [/\u2026/g, '...'],
  [/[\u2010\u2011]/g, '-'],
  [/(\d)\s?[\u2012-\u2014]\s?(\d)/g, '$1 to $2'],
  [/\s?(?:[\u2012-\u2015]|(?:^|\s)--?(?=\s))\s?/g, ' – '],
  [/(?:≥|>=)\s?/g, 'at least '],
  [/(?:≤|<=)\s?/g, 'at most '],
  [/(?:≠|!=|<>)\s?/g, 'different from '],
  [/(^|[\s(])>\s?(?=[\d€$£])/g, '$1more than '],
  [/(^|[\s(])<\s?(?=[\d€$£])/g, '$1less than '],
  [/\s?[×✕]\s?/g, ' times '],
  [/\be-mails\b/gi, 'emails'],
  [/\be-mail\b/gi, 'email'],
  [/\b(can|could|should|must|would|may|might|need)(?:not\b| ?not\b|n't\b)/gi, '$1 not'],
  [/\bcan't\b/gi, 'can not'],
  [/\bwon't\b/gi, 'will not'],
  [/\bshan't\b/gi, 'shall not'],
  [/\b(is|are|was|were|do|does|did|has|have|had|would|should|must|could)n't\b/gi, '$1 not'],
  [/\band\/or\b/gi, 'or'],
  [/\bhe\/she\b|\bs\/he\b|\bhe or she\b|\bshe or he\b/gi, 'they'],
  [/\b(?:his|her)\/(?:her|his)\b|\bhis or her\b|\bher or his\b|\bhis\/their\b/gi, 'their'],
  [/\bhim\/her\b|\bhim or her\b/gi, 'them'],
  [/([a-z])\(e?s\)/g, '$1s'],
  [/\bwithin the system\b|\bin the system\b|\busing the system\b|\bvia the system\b/gi, ''],
  [
    /(^|[,;] )(?:also|simply|just|always|automatically|immediately|directly|easily|successfully|of course|in addition|additionally|furthermore|moreover|therefore|however|usually|normally|explicitly|manually|currently|likewise|itself|themselves|accordingly|respectively)\b,?/gi,
    '$1',
  ],
  [
    /\b(?:also|simply|just|always|automatically|immediately|directly|easily|successfully|of course|in addition|additionally|furthermore|moreover|therefore|however|usually|normally|explicitly|manually|currently|likewise|itself|themselves|accordingly|respectively)\b/gi,
    '',
  ],
  [/ online(?= (?:with|by|using|and|or|for|via|through|at|until|when)\b|[.,;]|$)/gi, ''],
  [/\s+/g, ' '],
  [/ ([,.;:)])/g, '$1'],
  [/\( /g, '('],
]

/** One spelling for what documents write in many ways, so that the rules below need one pattern. The result is for reading only; offsets stay with the original. */
export function normalise(text: string): string {
  let result = text.normalize('NFC')
  for (const [from, to] of replacements) result = result.replace(from, to)
  return result.trim()
}
