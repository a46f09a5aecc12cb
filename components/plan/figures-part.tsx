import { Table, Td, Th } from '#components/ui/table.tsx'
import type { Plan } from '#model/plan.ts'

const figure = (n: number): string => n.toLocaleString('en-US', { maximumFractionDigits: 0 })

/** Capacity and costs with their arithmetic, so that each number can be argued with. */
export function Figures({ plan }: { plan: Plan }) {
  const together = plan.costs.reduce((sum, c) => sum + c.perMonth, 0)
  return (
    <div className="flex flex-col gap-4">
      <Table
        label="Capacity"
        head={
          <>
            <Th>Capacity</Th>
            <Th>Arithmetic</Th>
            <Th className="text-right">Result</Th>
          </>
        }
      >
        {plan.capacity.map((c) => (
          <tr key={c.what}>
            <Td className="min-w-40">{c.what}</Td>
            <Td className="text-muted text-xs">{c.arithmetic}</Td>
            <Td className="whitespace-nowrap text-right font-medium tabular-nums">{c.result}</Td>
          </tr>
        ))}
      </Table>
      {plan.costs.length > 0 && (
        <Table
          label="Costs a month"
          head={
            <>
              <Th>Costs</Th>
              <Th>Arithmetic</Th>
              <Th className="text-right">EUR a month</Th>
            </>
          }
        >
          {plan.costs.map((c) => (
            <tr key={c.what}>
              <Td>{c.what}</Td>
              <Td className="text-muted text-xs">{c.arithmetic}</Td>
              <Td className="text-right tabular-nums">{figure(c.perMonth)}</Td>
            </tr>
          ))}
          <tr className="font-medium">
            <Td>Together</Td>
            <Td className="font-normal text-faint text-xs">planning figures; put in the prices of your provider</Td>
            <Td className="text-right tabular-nums">{figure(together)}</Td>
          </tr>
        </Table>
      )}
    </div>
  )
}
