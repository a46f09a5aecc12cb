import { Badge } from '#components/ui/badge.tsx'
import { PageHead, Section } from '#components/ui/page.tsx'
import { Table, Td, Th } from '#components/ui/table.tsx'
import { conditions, drivers } from '#model/plan-knowledge/drivers.ts'
import { effort, instanceRates, prices, thresholds } from '#model/plan-knowledge/figures.ts'
import { platformTopics } from '#model/plan-knowledge/platform-topics.ts'
import { controls, supplements } from '#model/plan-knowledge/service-parts.ts'
import { languageTopic, storeTopic } from '#model/plan-knowledge/service-topics.ts'
import { sources } from '#model/plan-knowledge/sources.ts'
import { laws, opposites, technologies } from '#model/plan-knowledge/terms.ts'
import { criteria, type Topic } from '#model/plan-knowledge/topic.ts'

const sourceOf = (id: string): string => (id in sources ? sources[id as keyof typeof sources].title : id)

function Options({ topic }: { topic: Topic }) {
  const names = Object.keys(topic.weights) as (keyof typeof criteria)[]
  return (
    <Table
      label={topic.title}
      head={
        <>
          <Th>Option</Th>
          {names.map((name) => (
            <Th key={name} className="text-right" title={criteria[name]}>
              {name} ×{topic.weights[name]}
            </Th>
          ))}
        </>
      }
    >
      {topic.options.map((o) => (
        <tr key={o.name} className="align-top">
          <Td className="min-w-64">
            <span className="font-medium">{o.name}</span>
            <span className="block text-faint text-xs">{o.note}</span>
            {o.traits && <span className="block text-2xs text-faint">made for {o.traits.join(', ')}</span>}
            {o.reaches && (
              <span className="block text-2xs text-faint">
                reaches {o.reaches.availability} %, recovers in {o.reaches.minutes} minutes
              </span>
            )}
            {o.rows && <span className="block text-2xs text-faint">takes {o.rows.toLocaleString('en-US')} rows a second in batches</span>}
            {o.needs && <span className="block text-2xs text-faint">only on {nameOf(o.needs)}</span>}
          </Td>
          {names.map((name) => (
            <Td key={name} className="text-right tabular-nums">
              {o.scores[name] ?? (
                <span className="text-faint" title="Comes from the inputs">
                  ·
                </span>
              )}
            </Td>
          ))}
        </tr>
      ))}
    </Table>
  )
}

function Topics() {
  return (
    <>
      {[...platformTopics, languageTopic, storeTopic].map((t) => (
        <Section key={t.id} title={t.title}>
          <p className="pb-2 text-muted text-sm">{t.context}</p>
          <Options topic={t} />
          <p className="pt-1 text-faint text-xs">Sources: {t.sources.map(sourceOf).join('; ')}</p>
        </Section>
      ))}
    </>
  )
}

function Weights() {
  return (
    <Section title="What makes a criterion weigh more">
      <Table
        label="Drivers"
        head={
          <>
            <Th>When the inputs say</Th>
            <Th>Adds</Th>
            <Th>Where</Th>
          </>
        }
      >
        {drivers.map((d) => (
          <tr key={d.when}>
            <Td>{conditions[d.when]}</Td>
            <Td>
              {Object.entries(d.adds).map(([name, n]) => (
                <Badge key={name} className="mr-1">
                  {name} +{n}
                </Badge>
              ))}
            </Td>
            <Td className="text-muted text-xs">{d.topics?.join(', ') ?? (d.not ? `all but ${d.not.join(', ')}` : 'all')}</Td>
          </tr>
        ))}
      </Table>
    </Section>
  )
}

function Pairs({ title, rows, source }: { title: string; rows: [string, string | number][]; source: string }) {
  return (
    <Section title={title}>
      <Table
        label={title}
        head={
          <>
            <Th>What</Th>
            <Th className="text-right">Figure</Th>
          </>
        }
      >
        {rows.map(([name, value]) => (
          <tr key={name}>
            <Td>{name}</Td>
            <Td className="text-right tabular-nums">{value}</Td>
          </tr>
        ))}
      </Table>
      <p className="pt-1 text-faint text-xs">{source}</p>
    </Section>
  )
}
const words = (name: string): string => name.replace(/([A-Z])/g, (c) => ` ${c.toLowerCase()}`)

const nameOf = (tag: string): string => technologies.find((t) => t.tag === tag)?.name ?? tag

function Exclusions() {
  return (
    <Section title="What rules an option out">
      <ul className="list-disc pl-5 text-sm">
        <li>A constraint forbids it, or asks for something else of the same kind.</li>
        <li>A constraint asks for its opposite: {opposites.map((pair) => pair.map(nameOf).join(' and ')).join('; ')}.</li>
        <li>Only open source is admitted, and it is not.</li>
        <li>One machine is admitted, and it needs more.</li>
        <li>It reaches less availability, or recovers more slowly, than a target asks for.</li>
        <li>It takes fewer messages a second than arrive.</li>
        <li>It does not run on what was decided before.</li>
      </ul>
      <p className="pt-2 text-faint text-xs">
        Read in constraints: {technologies.map((t) => t.name).join(', ')}. Where nothing is left, the option with the most points stands until a constraint
        changes, and the plan says so.
      </p>
    </Section>
  )
}

function Rules() {
  return (
    <>
      <Section title="What stands beside a store">
        <ul className="list-disc pl-5 text-sm">
          {supplements.map((s) => (
            <li key={s.name}>
              <span className="font-medium">{s.name}</span> for {s.traits.join(s.all ? ' and ' : ', ')}
              {s.when ? ` at ${conditions[s.when]}` : ''}: {s.why}
            </li>
          ))}
        </ul>
      </Section>
      <Section title="Controls by what a service does">
        <ul className="list-disc pl-5 text-sm">
          {controls.map((c) => (
            <li key={c.control}>
              {c.traits.length > 0 ? `${c.traits.join(', ')}: ` : 'every service: '}
              {c.control} <span className="text-faint text-xs">({sourceOf(c.source)})</span>
            </li>
          ))}
        </ul>
      </Section>
      <Section title="Laws and standards">
        <ul className="list-disc pl-5 text-sm">
          {laws.map((l) => (
            <li key={l.name}>
              <span className="font-medium">{l.name}</span>: {l.demands.join('; ')} <span className="text-faint text-xs">({sourceOf(l.source)})</span>
            </li>
          ))}
        </ul>
      </Section>
    </>
  )
}

/** Everything the architect decides by, so that each choice can be argued with. */
export function KnowledgePage() {
  return (
    <>
      <PageHead path={[{ label: 'Plans', href: '/plans' }]} title="Knowledge base of the architect" />
      <div className="flex max-w-5xl flex-col gap-8">
        <p className="max-w-prose text-muted text-sm">
          The same inputs give the same plan. Each decision sums the scores below (1 poor, 5 very good) times the weight of their criterion; what the inputs say
          raises weights and rules options out. A point stands for a score that comes from the inputs: what the team knows, what the other services use, what
          the service does.
        </p>
        <Weights />
        <Exclusions />
        <Topics />
        <Pairs
          title="Thresholds"
          rows={Object.entries(thresholds).map(([k, v]) => [words(k), v.toLocaleString('en-US')])}
          source={`${sources.measured.title}; safety margin: ${sources.persona.title}`}
        />
        <Pairs
          title="Requests a second of one instance"
          rows={Object.entries(instanceRates)}
          source={`${sources.measured.title} for TypeScript; the others are judged relative to it`}
        />
        <Pairs title="Prices in EUR a month" rows={Object.entries(prices).map(([k, v]) => [words(k), v])} source={sources.planning.title} />
        <Pairs title="Effort in person-weeks" rows={Object.entries(effort).map(([k, v]) => [words(k), v])} source={sources.planning.title} />
        <Rules />
        <Section title="Sources">
          <ul className="list-disc pl-5 text-sm">
            {Object.entries(sources).map(([id, s]) => (
              <li key={id} className="break-words">
                {s.title}:{' '}
                {s.where.startsWith('https://') ? (
                  <a href={s.where} target="_blank" rel="noopener noreferrer" className="rounded text-accent hover:underline">
                    {s.where}
                  </a>
                ) : (
                  <span className="text-muted">{s.where}</span>
                )}
              </li>
            ))}
          </ul>
        </Section>
      </div>
    </>
  )
}
