import type { Deadline, Entity, Field, Operation, Permission, Quality, Role, Specification, View } from '#model/specification.ts'
import type { Lexicon } from './language/lexicon.ts'
import { bareNoun } from './language/nouns.ts'
import { plural } from './language/plurals.ts'
import { capitalise, identifier, stem } from './language/words.ts'
import { isPlainText, type Meaning, safe } from './names.ts'

/** The specification while it is being read. Rules add to it; nothing in it is ever guessed without an assumption. */
export class Draft {
  readonly lexicon: Lexicon
  readonly roles = new Map<string, Role>()
  readonly entities = new Map<string, Entity>()
  readonly operations = new Map<string, Operation>()
  readonly views: View[] = []
  readonly deadlines: Deadline[] = []
  readonly qualities: Quality[] = []
  readonly constraints: Specification['constraints'] = []
  readonly compliance = new Set<string>()
  readonly externals: Specification['externals'] = []
  readonly glossary: Specification['glossary'] = []
  readonly questions: Specification['questions'] = []
  readonly assumptions: Specification['assumptions'] = []
  readonly findings: Specification['findings'] = []
  readonly meanings: Meaning[] = []
  /** Stems of the verbs (and state words) that name an operation: "lend", "loan", "borrow" → loan.create. */
  readonly verbs = new Map<string, Set<string>>()
  /** The operation that a group of statements is about: the bullets under "FR-3 Lend book". */
  readonly context = new Map<number, { entity: string; operation: string | null }>()
  /** Roles that see their own records only, by entity. */
  readonly ownOnly: { role: string; entity: string; statements: string[] }[] = []
  /** "Only librarians modify books": nobody else, whatever a default would say. */
  readonly closed: { entity: string; kinds: string[]; roles: string[]; statements: string[] }[] = []
  readonly claims: { key: string; value: string; statement: string }[] = []
  /** Entities whose states were listed in the order of their life. */
  readonly ordered = new Map<string, string[]>()
  readonly began = new Set<string>()
  readonly created = new Set<string>()
  readonly unmet = new Map<string, string>()
  readonly readers = new Set<string>()
  actsKnown = false // from then on states that events speak of and nobody brings about get an act
  /** Entities with fields that the person themselves must not change. */
  readonly staffKept = new Set<string>()
  constructor(lexicon: Lexicon) {
    this.lexicon = lexicon
  }

  entity(id: string, statement?: string): Entity | undefined {
    const found = this.entities.get(id)
    if (found && statement && !found.statements.includes(statement)) found.statements.push(statement)
    return found
  }

  addEntity(name: string, statement: string): Entity {
    const noun = bareNoun(name) || name
    const id = safe(identifier(noun))
    const known = this.entity(id, statement)
    if (known) return known
    const many = noun.replace(/\S+$/, (head) => plural(head))
    const made: Entity = {
      id,
      name: capitalise(noun),
      plural: capitalise(many),
      path: identifier(many).replace(/_/g, '-') || id,
      display: null,
      fields: [],
      states: null,
      uniques: [],
      invariants: [],
      parent: null,
      appendOnly: false,
      frozen: [],
      external: false,
      statements: [statement],
    }
    this.entities.set(id, made)
    return made
  }

  addField(entity: Entity, field: Field): Field {
    const known = entity.fields.find((other) => other.id === field.id)
    if (!known) {
      entity.fields.push(field)
      return field
    }
    for (const statement of field.statements) if (!known.statements.includes(statement)) known.statements.push(statement)
    known.required ||= field.required
    known.unique ||= field.unique
    known.immutable ||= field.immutable
    if (field.default !== undefined) known.default ??= field.default
    if (isPlainText(known) && !isPlainText(field)) known.type = field.type
    else known.type = { ...field.type, ...known.type } as Field['type']
    return known
  }

  /** Makes sure that an entity refers to another one and returns the field. */
  addReference(entity: Entity, target: string, statement: string, label?: string, required = false): Field {
    const name = label ?? this.entities.get(target)?.name ?? target
    const known = label
      ? entity.fields.find((field) => field.id === identifier(label))
      : entity.fields.find((field) => field.type.kind === 'reference' && field.type.entity === target)
    if (known) {
      if (!known.statements.includes(statement)) known.statements.push(statement)
      known.required ||= required
      return known
    }
    const made: Field = {
      id: safe(identifier(name)),
      label: capitalise(name.toLowerCase() === name ? name : name),
      type: { kind: 'reference', entity: target },
      required,
      unique: false,
      immutable: false,
      source: 'client',
      statements: [statement],
    }
    entity.fields.push(made)
    return made
  }

  /** Text holding the subject of somebody whose role has no records. */
  addSubject(entity: Entity, role: string, statement: string): Field {
    const reference = entity.fields.find((field) => field.id === role)
    if (reference) return reference
    const made: Field = {
      id: role,
      label: this.roles.get(role)?.name ?? role,
      type: { kind: 'text', subject: true },
      required: false,
      unique: false,
      immutable: false,
      source: 'system',
      statements: [statement],
    }
    entity.fields.push(made)
    return made
  }

  operation(entity: Entity, name: string, kind: Operation['kind'], label: string, statement: string): Operation {
    const id = `${entity.id}.${name}`
    const known = this.operations.get(id)
    if (known) {
      if (!known.statements.includes(statement)) known.statements.push(statement)
      return known
    }
    const made: Operation = {
      id,
      entity: entity.id,
      name,
      kind,
      label,
      public: false,
      permissions: [],
      from: [],
      to: null,
      inputs: [],
      fields: null,
      conditions: [],
      effects: [],
      statements: [statement],
    }
    this.operations.set(id, made)
    this.nameVerb(name, id)
    return made
  }

  nameVerb(verb: string, operation: string) {
    const key = stem(verb.replace(/_/g, ' '))
    const known = this.verbs.get(key) ?? new Set<string>()
    known.add(operation)
    this.verbs.set(key, known)
  }

  permit(operation: Operation, role: string, statement: string | null, own: string | null = null): Permission {
    const known = operation.permissions.find((permission) => permission.role === role)
    if (known) {
      if (statement && !known.statements.includes(statement)) known.statements.push(statement)
      return known
    }
    const made: Permission = { role, own, statements: statement ? [statement] : [] }
    operation.permissions.push(made)
    return made
  }

  addState(entity: Entity, words: string, statement: string): string {
    const id = safe(identifier(words))
    entity.states ??= { field: entity.fields.some((field) => field.id === 'status') ? 'state' : 'status', values: [], initial: id, final: [], statements: [] }
    const known = entity.states.values.find((value) => value.id === id || stem(value.id.replace(/_/g, ' ')) === stem(id.replace(/_/g, ' ')))
    if (!entity.states.statements.includes(statement)) entity.states.statements.push(statement)
    if (known) return known.id
    entity.states.values.push({ id, label: capitalise(words.toLowerCase().trim()) })
    return id
  }
  claim(key: string, value: unknown, statement: string) {
    this.claims.push({ key, value: JSON.stringify(value), statement })
  }

  assume(id: string, text: string, statements: string[]) {
    if (!this.assumptions.some((assumption) => assumption.id === id)) this.assumptions.push({ id: safe(id), text, statements })
  }

  /** The state of an entity that a word names: "paid", "in progress", "cancelled"/"canceled". */
  state(entity: Entity, word: string): string | null {
    const id = identifier(word)
    if (!id) return null
    const wanted = stem(id.replace(/_/g, ' '))
    const values = entity.states?.values ?? []
    return (values.find((value) => value.id === id) ?? values.find((value) => stem(value.id.replace(/_/g, ' ')) === wanted))?.id ?? null
  }

  /** References from one entity to another, as a path of at most two steps; '' for the same entity. */
  pathTo(from: Entity, target: string): string | null {
    if (from.id === target) return ''
    const direct = from.fields.find((field) => field.type.kind === 'reference' && field.type.entity === target)
    if (direct) return direct.id
    for (const field of from.fields) {
      const next = field.type.kind === 'reference' ? this.entities.get(field.type.entity) : undefined
      const second = next && next !== from ? next.fields.find((other) => other.type.kind === 'reference' && other.type.entity === target) : undefined
      if (second) return `${field.id}.${second.id}`
    }
    return null
  }

  /** Entities whose rows are line items of this one. */
  linesOf(entity: Entity): Entity[] {
    return [...this.entities.values()].filter((other) => other.parent?.entity === entity.id)
  }

  /** Entities that refer to this one, and by which field. */
  referrers(target: string): { entity: Entity; field: Field }[] {
    return [...this.entities.values()].flatMap((entity) =>
      entity.fields.filter((field) => field.type.kind === 'reference' && field.type.entity === target).map((field) => ({ entity, field })),
    )
  }

  /** The operation that a verb names, on an entity or on one that refers to it. */
  findOperation(verb: string, entity?: string): Operation | null {
    const ids = [...(this.verbs.get(stem(verb.replace(/_/g, ' '))) ?? [])]
    const found = ids.map((id) => this.operations.get(id)).filter((operation) => operation !== undefined)
    if (!entity)
      return found.length === 1 ? (found[0] ?? null) : found.length > 1 ? (found.find((operation) => operation.kind === 'action') ?? found[0] ?? null) : null
    return (
      found.find((operation) => operation.entity === entity) ??
      found.find((operation) => {
        const own = this.entities.get(operation.entity)
        return own !== undefined && this.pathTo(own, entity) !== null
      }) ??
      null
    )
  }
}
