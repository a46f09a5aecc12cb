import { Card, Section } from '#components/ui/page.tsx'
import { Table, Td, Th } from '#components/ui/table.tsx'
import type { PlanView } from '#model/plan-view.ts'

/** The documents as submitted, and the sentences that the plan refers to. */
export function InputsTab({ plan }: { plan: PlanView }) {
  const statements = plan.shown.plan?.statements ?? []
  const homeless = new Set(plan.shown.plan?.homeless)
  return (
    <div className="flex flex-col gap-6">
      {statements.length > 0 && (
        <Section title="Statements">
          <Table
            label="Statements"
            head={
              <>
                <Th>Statement</Th>
                <Th>Text</Th>
                <Th className="hidden @2xl:table-cell">Document</Th>
                <Th className="hidden @xl:table-cell">Read as</Th>
              </>
            }
          >
            {statements.map((s) => (
              <tr key={s.id} id={`statement-${s.id}`} className="scroll-mt-16 align-top target:bg-accent-soft">
                <Td className="font-mono text-xs">{s.id}</Td>
                <Td className="break-words">{s.text}</Td>
                <Td className="hidden font-mono text-faint text-xs @2xl:table-cell">{s.document}</Td>
                <Td className="hidden whitespace-nowrap text-muted text-xs @xl:table-cell">
                  {homeless.has(s.id) ? 'belongs to no service' : s.kind.replaceAll('_', ' ')}
                </Td>
              </tr>
            ))}
          </Table>
        </Section>
      )}
      {plan.shown.documents.map((d) => (
        <Section key={d.name} title={d.name} aside={<span className="text-faint text-xs">{d.role.replaceAll('_', ' ')}</span>}>
          <Card className="p-4">
            <pre className="max-h-[480px] overflow-auto whitespace-pre-wrap break-words font-mono text-xs leading-5">{d.text}</pre>
          </Card>
        </Section>
      ))}
    </div>
  )
}
