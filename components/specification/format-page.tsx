import { Fragment, type ReactNode } from 'react'
import { LinkButton } from '#components/ui/button.tsx'
import { PageHead, Section } from '#components/ui/page.tsx'
import { Table, Td, Th } from '#components/ui/table.tsx'
import { type JsonSchema, schemaId, specificationSchema } from '#model/specification-schema.ts'

const refName = (schema: JsonSchema) => schema.$ref?.replace('#/$defs/', '')
const anchor = (name: string) => `part-${name}`

/** What a value may be, in a few words, with links to the parts that have a section of their own. */
function Kind({ schema }: { schema: JsonSchema }): ReactNode {
  const name = refName(schema)
  if (name)
    return (
      <a href={`#${anchor(name)}`} className="rounded text-accent hover:underline">
        {name}
      </a>
    )
  const choices = schema.oneOf ?? schema.anyOf
  if (choices)
    return choices.map((choice, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the choices of a published schema never change their order
      <Fragment key={index}>
        {index > 0 && ' or '}
        <Kind schema={choice} />
      </Fragment>
    ))
  if (schema.items)
    return (
      <>
        list of <Kind schema={schema.items} />
      </>
    )
  if (schema.enum) return schema.enum.map(String).join(', ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.properties) return `{ ${Object.keys(schema.properties).join(', ')} }`
  return [schema.type].flat().join(' or ') || 'anything'
}

function Properties({ label, schema }: { label: string; schema: JsonSchema }) {
  const needed = new Set(schema.required)
  return (
    <Table
      label={label}
      head={
        <>
          <Th>Property</Th>
          <Th>Is</Th>
          <Th>Needed</Th>
          <Th>Says</Th>
        </>
      }
    >
      {Object.entries(schema.properties ?? {}).map(([name, property]) => (
        <tr key={name} className="align-top">
          <Td className="font-mono text-xs">{name}</Td>
          <Td className="max-w-72 break-words text-xs">
            <Kind schema={property} />
          </Td>
          <Td className="whitespace-nowrap text-muted text-xs">
            {needed.has(name) ? 'yes' : property.default === undefined ? 'no' : `no, ${JSON.stringify(property.default)}`}
          </Td>
          <Td className="min-w-56 text-sm">
            {property.description ?? ''}
            {property.pattern && <span className="block font-mono text-2xs text-faint">{property.pattern}</span>}
          </Td>
        </tr>
      ))}
    </Table>
  )
}

/** One of several shapes: each stands under the value of `kind` that tells it from the others. */
function Shapes({ name, schema }: { name: string; schema: JsonSchema }) {
  return (
    <div className="flex flex-col gap-3">
      {schema.oneOf?.map((shape) => {
        const kind = String(shape.properties?.kind?.const ?? '')
        return (
          <div key={kind} className="flex flex-col gap-1">
            <h3 className="font-mono text-xs">{kind}</h3>
            <Properties label={`${name}: ${kind}`} schema={shape} />
          </div>
        )
      })}
    </div>
  )
}

/** The format for people, made from the published schema itself. */
export function FormatPage() {
  const schema = specificationSchema()
  const parts = Object.entries(schema.$defs ?? {})
  return (
    <>
      <PageHead
        path={[{ label: 'Requirements', href: '/requirements' }]}
        title="Format of a specification"
        meta={<span className="font-mono">{schemaId}</span>}
        actions={<LinkButton href="/schemas/specification.json">JSON Schema</LinkButton>}
      />
      <div className="flex max-w-5xl flex-col gap-6">
        <div className="flex flex-col gap-2 text-muted text-sm">
          <p>{schema.description} A run leaves it as the artifact specification.json.</p>
          <p>
            Ids of entities, fields, roles, states and operations are snake_case and singular, unique within their list, and every reference uses them. Beyond
            the schema each reference must lead somewhere and nothing may be derived from itself; Gantry checks that before anything is built.
          </p>
          <nav aria-label="Parts" className="flex flex-wrap gap-x-3 gap-y-1 text-xs">
            {parts.map(([name]) => (
              <a key={name} href={`#${anchor(name)}`} className="rounded text-accent hover:underline">
                {name}
              </a>
            ))}
          </nav>
        </div>
        <Section title="specification">
          <Properties label="specification" schema={schema} />
        </Section>
        {parts.map(([name, part]) => (
          <div key={name} id={anchor(name)} className="scroll-mt-16">
            <Section title={name}>
              <p className="pb-2 text-muted text-sm">{part.description}</p>
              {part.oneOf ? <Shapes name={name} schema={part} /> : <Properties label={name} schema={part} />}
            </Section>
          </div>
        ))}
      </div>
    </>
  )
}
