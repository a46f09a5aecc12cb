/**
 * English inflection for the words requirements are made of. Comparing stems ("cancelled", "canceled", "cancel" →
 * "cancel") carries the reading; spelled-out forms are only needed for names that people see.
 */
const irregularPlurals: Record<string, string> = {
  people: 'person',
  men: 'man',
  women: 'woman',
  children: 'child',
  statuses: 'status',
  mice: 'mouse',
  criteria: 'criterion',
  indices: 'index',
  shelves: 'shelf',
  leaves: 'leave',
  knives: 'knife',
  analyses: 'analysis',
  diagnoses: 'diagnosis',
  bases: 'base',
  houses: 'house',
  movies: 'movie',
  series: 'series',
  purchases: 'purchase',
  invoices: 'invoice',
  warehouses: 'warehouse',
  expenses: 'expense',
  licences: 'licence',
  licenses: 'license',
  courses: 'course',
  cases: 'case',
  nurses: 'nurse',
  leases: 'lease',
  phases: 'phase',
  databases: 'database',
  buses: 'bus',
  gases: 'gas',
  viruses: 'virus',
  bonuses: 'bonus',
  campuses: 'campus',
  staff: 'staff',
  cookies: 'cookie',
  calories: 'calorie',
  ties: 'tie',
  lenses: 'lens',
  canvases: 'canvas',
  premises: 'premises',
  spouses: 'spouse',
  causes: 'cause',
  releases: 'release',
  responses: 'response',
  purposes: 'purpose',
  doses: 'dose',
  clauses: 'clause',
  courses_: 'course',
  caches: 'cache',
  exercises: 'exercise',
  increases: 'increase',
  addresses: 'address',
  fees: 'fee',
  lorries: 'lorry',
  quizzes: 'quiz',
  horses: 'horse',
  axes: 'axis',
}

const invariable = new Set([
  'status',
  'address',
  'series',
  'news',
  'premises',
  'goods',
  'gas',
  'bus',
  'lens',
  'details',
  'status',
  'business',
  'access',
  'process',
  'class',
  'bonus',
  'campus',
  'virus',
  'business',
  'sms',
  'gps',
  'https',
  'os',
  'always',
  'minus',
  'plus',
  'has',
  'is',
  'was',
  'its',
  'this',
  'thus',
  'as',
  'us',
  'yes',
  'pass',
  'loss',
  'cross',
  'iris',
  'analysis',
  'diagnosis',
  'basis',
  'canvas',
  'means',
  'does',
  'less',
  'towards',
  'sms',
  'dms',
  'kms',
  'hours_',
  'atlas',
  'chassis',
  'corps',
  'species',
  'mathematics',
  'physics',
  'logistics',
  'analytics',
  'premises',
  'headquarters',
  'sku_s',
  'axis',
  'hers',
  'ours',
  'theirs',
  'his',
  'various',
  'previous',
  'unless',
  'express',
  'progress',
  'stress',
  'success',
  'across',
  'focus',
  'bias',
  'menus_',
])

const known = new Map<string, string>()

export function singular(word: string): string {
  const before = known.get(word)
  if (before !== undefined) return before
  const made = computeSingular(word)
  if (known.size < 50_000) known.set(word, made)
  return made
}

function computeSingular(word: string): string {
  const lower = word.toLowerCase()
  const irregular = irregularPlurals[lower]
  if (irregular) return irregular
  if (invariable.has(lower) || lower.length < 4 || !lower.endsWith('s') || lower.endsWith('ss') || lower.endsWith('us') || lower.endsWith('is')) return lower
  if (lower.endsWith("'s")) return lower.slice(0, -2)
  if (lower.endsWith('ies') && lower.length > 4) return `${lower.slice(0, -3)}y`
  if (/(?:ch|sh|x|ss|zz)es$/.test(lower)) return lower.slice(0, -2)
  if (/oes$/.test(lower) && lower.length > 5) return lower.slice(0, -2)
  return lower.slice(0, -1)
}

export function plural(word: string): string {
  const lower = word.toLowerCase()
  for (const [many, one] of Object.entries(irregularPlurals)) if (one === lower && many !== 'staff' && !many.endsWith('_')) return many
  if (['series', 'premises', 'staff', 'equipment', 'goods', 'news', 'feedback', 'information', 'stock', 'furniture', 'species'].includes(lower)) return lower
  if (/(?:s|x|ch|sh|z)$/.test(lower)) return `${lower}es`
  if (/[^aeiou]y$/.test(lower)) return `${lower.slice(0, -1)}ies`
  if (/(?:[^f]fe)$/.test(lower)) return `${lower.slice(0, -2)}ves`
  return `${lower}s`
}
