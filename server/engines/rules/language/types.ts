import type { FieldType } from '#model/specification.ts'
import type { FieldReading } from './flag-reading.ts'
import { singular } from './plurals.ts'

const byName: [RegExp, FieldType][] = [
  [/\bemail(?: address)?$/, { kind: 'email' }],
  [/\b(?:phone|telephone|mobile|fax)(?: number| no)?$/, { kind: 'phone' }],
  [/\b(?:url|website|web site|web address|link|homepage)$/, { kind: 'url' }],
  [
    /\b(?:timestamp|date and time|datetime|date-time|start time|end time|finish time|arrival time|departure time|check-?in time|check-?out time|entry time|exit time|(?:pickup|pick-up|delivery|booking|appointment|collection|return|creation|completion) time)$/,
    { kind: 'datetime' },
  ],
  [
    /\b(?:date|deadline|birthday|day of birth|date of \w+|valid (?:from|until|to)|expiry|due on|date of the \w+|(?:first|last|arrival|departure|booking|visit|start|end|working) day|\w+ed on)$|^day$|^date (?:\w+ed|sent|made|given|taken|due|found|lost|paid|held|seen)$/,
    { kind: 'date' },
  ],
  [/\b(?:start|end|begin|beginning|from|until)$/, { kind: 'datetime' }],
  [/\b(?:time|opening|closing)$/, { kind: 'datetime' }],
  [
    /\b(?:price|cost|costs|amount|fee|fees|fine|rate|salary|wage|deposit|balance|budget|charge|surcharge|revenue|payment|premium|rent|tax|turnover|subtotal|total|bid|estimate|(?:replacement|market|order|contract|purchase|insured|goods|total|cash|book|asset|property|estimated) value|discount amount|expenses?)(?: per \w+| of \w+)?$/,
    { kind: 'money' },
  ],
  [/\b(?:school|academic|financial|fiscal) year$/, { kind: 'text' }],
  [/\b(?:percentage|percent|discount|ratio|vat rate|interest rate)$/, { kind: 'decimal', scale: 2, min: 0, max: 100 }],
  [
    /\b(?:quantity|count|capacity|copies|stock|credits|mileage|age|year|seats|points|places|pages|floors?|rooms|beds|persons|people|nights|stars|rank|odometer(?: reading)?|kilomet(?:re|er)s|stock level|reorder level|minimum stock|threshold|number of .+|attempts|guests|max(?:imum)? participants|participants|slots|tickets|units|items)$/,
    { kind: 'integer' },
  ],
  [/\b(?:duration|lead time|minutes|days|weeks|months|years)$/, { kind: 'integer' }],
  [/^year of \w+$|\byear$/, { kind: 'integer' }],
  [/^(?:working |labour |labor )?hours\b/, { kind: 'decimal', scale: 2 }],
  [
    /\b(?:nominal|measured|actual|target|reference|limit) value$|\b(?:weight|height|width|length|volume|distance|area|temperature|hours|latitude|longitude|score|grade point|dose|dosage_|thickness|depth|humidity|speed)$/,
    { kind: 'decimal', scale: 2 },
  ],
  [/^(?:is|has|can|was) |\b(?:flag|yes\/no|active|confirmed|available|allowed|enabled|billable|chargeable|insured|fragile|hazardous)$/, { kind: 'boolean' }],
  [
    /\b(?:description|notes?|comments?|remarks?|text|body|message|reason|details|instructions|summary|content|biography|bio|abstract|diagnosis|symptoms|findings|address|justification|feedback|resolution|explanation|terms|report)$/,
    { kind: 'text', long: true },
  ],
]

/** The type of a field from its flags, else from its name: "purchase date" is a date, "price" money. */
export function inferType(name: string, reading: FieldReading): FieldType {
  const lower = name
    .toLowerCase()
    .replace(/[^a-z0-9/ -]+/g, ' ')
    .trim()
    .replace(/^((?:[a-z]+ )*(?:price|amount|cost|fee|fine|sum|total)) (?:paid|due|charged|owed|received|refunded|invoiced|agreed)$/, '$1')
  const head = lower.replace(/\S+$/, (word) =>
    /s$/.test(word) && /(?:seat|credit|point|place|page|floor|room|bed|person|night|guest|slot|unit|item|day|week|month|year|minute)s$/.test(word)
      ? word
      : singular(word),
  )
  const counted = reading.type !== null && /^(?:decimal|integer)$/.test(reading.type.kind) && /\b(?:number|no|id|code|identifier)$/.test(lower)
  if (reading.automatic && (reading.type === null || reading.type.kind === 'text' || counted) && !/\b(?:date|time|at|timestamp)\b/.test(lower))
    return { kind: 'sequence', prefix: '', digits: 6 }
  const { limits } = reading
  const found =
    reading.type ??
    (reading.values.length ? ({ kind: 'enum', values: reading.values } as FieldType) : undefined) ??
    (limits.pattern || limits.maxLength !== undefined || limits.minLength !== undefined ? ({ kind: 'text' } as FieldType) : undefined) ??
    byName.find(([pattern]) => pattern.test(lower) || pattern.test(head))?.[1] ??
    (limits.unit && !/%|percent/.test(limits.unit)
      ? ({ kind: /^(?:whole|full)\b|^(?:points|credits|pixels|bytes)$/.test(limits.unit) ? 'integer' : 'decimal', scale: 2 } as FieldType)
      : undefined) ??
    (limits.min !== undefined || limits.max !== undefined
      ? ({ kind: limits.scale || !whole(limits.min) || !whole(limits.max) ? 'decimal' : 'integer', scale: 2 } as FieldType)
      : ({ kind: 'text' } as FieldType))
  return applyLimits(moneyOr(found, lower, limits.unit), reading)
}

/** "decimal" and "number" say less than a name such as price. */
function moneyOr(type: FieldType, name: string, unit: string | undefined): FieldType {
  if (type.kind === 'money' && unit && /^(?:minutes|hours|days|weeks|months|years|kg|km|points|credits)/.test(unit)) return { kind: 'decimal', scale: 2, unit }
  if (type.kind === 'decimal' && /\b(?:price|cost|amount|fee|salary|deposit|budget)$/.test(name)) return { kind: 'money' }
  if (type.kind === 'decimal' && /\b(?:quantity|count|capacity|seats|copies|year)$/.test(name)) return { kind: 'integer' }
  return type
}

const whole = (value: number | undefined) => value === undefined || Number.isInteger(value)

function applyLimits(type: FieldType, { limits }: FieldReading): FieldType {
  const bounds = { ...(limits.min !== undefined && { min: limits.min }), ...(limits.max !== undefined && { max: limits.max }) }
  switch (type.kind) {
    case 'integer': {
      if (!whole(limits.min) || !whole(limits.max)) return { kind: 'decimal', scale: 2, ...bounds }
      return { ...type, ...bounds, ...(limits.exclusiveMin && limits.min !== undefined && { min: limits.min + 1 }) }
    }
    case 'decimal':
      return {
        ...type,
        ...bounds,
        ...(limits.exclusiveMin && { exclusiveMin: true }),
        ...(limits.unit && { unit: limits.unit }),
        ...(limits.scale !== undefined && { scale: limits.scale }),
      }
    case 'money':
      return { ...type, ...bounds, ...(limits.exclusiveMin && { exclusiveMin: true }), ...(limits.currency && { currency: limits.currency }) }
    case 'text':
      return {
        ...type,
        ...(limits.minLength !== undefined && { min: limits.minLength }),
        ...(limits.maxLength !== undefined && { max: limits.maxLength }),
        ...(limits.pattern && { pattern: limits.pattern, patternText: limits.patternText ?? '' }),
      }
    default:
      return type
  }
}
