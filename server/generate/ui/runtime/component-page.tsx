import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { MemoryRouter } from 'react-router'
import { BarChart } from './chart.tsx'
import type { DataRecord, EntityDefinition, FieldDefinition, ServiceDefinition } from './definition.ts'
import { FieldInput } from './field.tsx'
import { Form } from './form.tsx'
import { LinesField } from './lines-field.tsx'
import { columnsOf } from './list-page.tsx'
import { Badge, Button, Card, EmptyState, ErrorMessage, Skeleton, StateBadge } from './parts.tsx'
import { GivenSession, ServiceProvider } from './session.tsx'
import { SignInCard } from './sign-in.tsx'
import { DataTable, Paging } from './table.tsx'
import { ToastLine } from './toast.tsx'

const nothing = () => undefined

/** Every part the application is made of, with examples, in both themes. */
export function ComponentPage({ service }: { service: ServiceDefinition }) {
  return (
    <QueryClientProvider client={new QueryClient()}>
      <ServiceProvider service={service}>
        <MemoryRouter>
          <GivenSession session={{ person: null, role: null, own: undefined, loading: false }}>
            <main className="specimens">
              {(['light', 'dark'] as const).map((theme) => (
                <div key={theme} data-theme={theme} className="surface specimen">
                  <Specimens theme={theme} service={service} />
                </div>
              ))}
            </main>
          </GivenSession>
        </MemoryRouter>
      </ServiceProvider>
    </QueryClientProvider>
  )
}

function Specimens({ theme, service }: { theme: string; service: ServiceDefinition }) {
  return (
    <>
      <h1>{`${service.title}: components, ${theme}`}</h1>
      <Specimen name="Button">
        <div className="form-actions">
          <Button kind="primary">Primary</Button>
          <Button>Plain</Button>
          <Button kind="quiet">Quiet</Button>
          <Button kind="danger">Danger</Button>
          <Button icon="plus">With icon</Button>
          <Button kind="primary" disabled>
            Disabled
          </Button>
          <Button kind="primary" busy>
            Busy
          </Button>
        </div>
      </Specimen>
      <Specimen name="Badge">
        <div className="form-actions">
          {(['neutral', 'active', 'good', 'bad', 'done'] as const).map((tone) => (
            <Badge key={tone} tone={tone}>
              {tone}
            </Badge>
          ))}
        </div>
      </Specimen>
      <States service={service} />
      <Specimen name="Table and paging">
        <Sample theme={theme} />
        <Paging page={2} pageSize={25} total={61} onPage={nothing} />
      </Specimen>
      <Specimen name="Form fields">
        <Form shape={{ fields: [], lines: [] }} record={null} clearing={false} onSubmit={async () => undefined}>
          <div className="fields">
            {kinds.map((field) => (
              <FieldInput
                key={field.key}
                field={field}
                value={sample[field.key]}
                complaint={field.key === 'email' ? 'Enter an e-mail address such as name@example.org.' : undefined}
                onChange={nothing}
              />
            ))}
          </div>
        </Form>
      </Specimen>
      <Specimen name="Lines editor">
        <Form
          shape={{ fields: [], lines: [{ key: 'lines', label: 'Lines', fields: lineFields, min: 2, max: null }] }}
          record={null}
          clearing={false}
          onSubmit={async () => undefined}
        >
          <LinesField name="lines" label="Lines" fields={lineFields} min={1} max={null} />
        </Form>
      </Specimen>
      <Specimen name="Bar chart">
        <Card>
          <BarChart
            label="Loans by month"
            bars={[
              { id: '1', name: 'January', value: 12 },
              { id: '2', name: 'February', value: 31 },
              { id: '3', name: 'March', value: 0 },
            ]}
            format={String}
          />
        </Card>
      </Specimen>
      <Specimen name="Toast">
        <ToastLine toast={{ tone: 'good', message: 'Saved.' }} close={nothing} />
        <ToastLine toast={{ tone: 'bad', message: 'Nothing was saved.', action: { label: 'Try again', run: nothing } }} close={nothing} />
      </Specimen>
      <Specimen name="Empty">
        <EmptyState title="Nothing here yet.">
          <Button>Add the first</Button>
        </EmptyState>
      </Specimen>
      <Specimen name="Error">
        <ErrorMessage error={new Error('The service cannot be reached. Check the connection and try again.')} retry={nothing} />
      </Specimen>
      <Specimen name="Loading">
        <Skeleton />
      </Specimen>
      <Specimen name="Sign-in">
        <SignInCard />
      </Specimen>
    </>
  )
}

function Specimen({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section className="specimen-part">
      <h2>{name}</h2>
      {children}
    </section>
  )
}

/** The states of this very service, as its pages show them. */
function States({ service }: { service: ServiceDefinition }) {
  const entities = Object.values(service.entities).filter((e) => e.state !== null)
  return entities.map((entity) => (
    <Specimen key={entity.id} name={`States of ${entity.name}`}>
      <div className="form-actions">
        {entity.state?.values.map((s) => (
          <StateBadge key={s.id} entity={entity} record={{ id: '', [entity.state?.key ?? '']: s.id }} />
        ))}
      </div>
    </Specimen>
  ))
}

const lineFields: FieldDefinition[] = [
  { key: 'item', label: 'Item', kind: 'text', required: true },
  { key: 'quantity', label: 'Quantity', kind: 'integer', min: 1, required: true },
]

const kinds: FieldDefinition[] = [
  { key: 'text', label: 'Text', kind: 'text', required: true, maxLength: 80 },
  { key: 'email', label: 'E-mail', kind: 'email', required: true },
  { key: 'money', label: 'Money', kind: 'money', min: 0, currency: 'EUR' },
  { key: 'integer', label: 'Whole number', kind: 'integer', min: 1, max: 10 },
  { key: 'date', label: 'Date', kind: 'date' },
  { key: 'enum', label: 'Choice', kind: 'enum', values: ['minor', 'major'] },
  { key: 'boolean', label: 'Yes or no', kind: 'boolean' },
  { key: 'longtext', label: 'Long text', kind: 'longtext' },
]
const sample: Record<string, unknown> = {
  text: 'Dune',
  email: 'not an address',
  money: '12.50',
  integer: '3',
  date: '2026-03-01',
  enum: 'major',
  boolean: true,
  longtext: 'Several\nlines.',
}

const example: EntityDefinition = {
  id: 'example',
  name: 'Example',
  plural: 'Examples',
  api: '',
  url: '/examples',
  display: 'text',
  fields: kinds,
  operations: [],
  lines: [],
  partOf: null,
  frozen: [],
  search: false,
  filters: [],
  pageSize: 25,
  state: {
    key: 'status',
    values: [
      { id: 'open', label: 'Open', tone: 'active' },
      { id: 'done', label: 'Done', tone: 'good' },
    ],
  },
  sortable: ['text', 'money'],
}
const rows: DataRecord[] = [
  { id: '1', ...sample, money: 12.5, status: 'open' },
  { id: '2', text: 'A rather long title that needs more than the width of its column', money: 1200, integer: 7, boolean: false, status: 'done' },
]

function Sample({ theme }: { theme: string }) {
  return (
    <DataTable
      caption={`Examples, ${theme}`}
      columns={columnsOf(example, ['status', 'money', 'integer', 'date', 'boolean'], false)}
      rows={rows}
      keyOf={(r) => r.id}
      sort="text"
      onSort={nothing}
    />
  )
}
