import { and, text } from './markdown.ts'
import { askOf, nameOf, type SystemView } from './view.ts'

export interface Unknown {
  what: string // Markdown
  why: string
  ask: string
}

/** What the model does not say of a system, with what hangs on it and whom to ask. Derived from the view alone. */
export function unknownsOf(view: SystemView): Unknown[] {
  const { system } = view
  // The column is headed "Ask".
  const ask = askOf(system.owner).replace(/^ask /, '')
  const points: (Unknown | false)[] = [
    !system.owner && { what: 'Owner', why: 'nobody can be asked or called', ask: 'the architects' },
    !system.domain && { what: 'Domain', why: 'where it stands among the others', ask },
    system.lifecycle === 'unknown' && { what: 'Lifecycle', why: 'whether to build on it', ask },
    !system.targets?.apiP95Ms && { what: 'Response time target', why: 'callers cannot plan their own', ask },
    !system.targets?.throughputRps && { what: 'Throughput target', why: 'capacity cannot be planned', ask },
    !system.targets?.availabilityPercent && { what: 'Availability target', why: 'no error budget, no paging threshold', ask },
    system.compliance.length === 0 && { what: 'Compliance', why: 'which rules bind its data', ask },
    view.services.length === 0 && { what: 'Services', why: 'what is deployed, and its contracts', ask },
    view.runbooks.length === 0 && { what: 'Runbooks', why: 'what to do when it fails', ask },
    view.decisions.length === 0 && { what: 'Decisions', why: 'why it is as it is', ask },
    ...flowUnknowns(view),
  ]
  return points.filter((p): p is Unknown => p !== false)
}

function flowUnknowns(view: SystemView): (Unknown | false)[] {
  const flows = [...view.needs, ...view.serves]
  const about = (test: (flow: SystemView['needs'][number]) => boolean, what: string, why: string): Unknown | false => {
    const open = flows.filter(test)
    if (open.length === 0) return false
    const others = [...new Set(open.map((f) => nameOf(view, f.from.system === view.system.slug ? f.to.system : f.from.system)))].sort()
    const owners = [...new Set(open.flatMap((f) => [f.ownerFrom, f.ownerTo]).filter((team): team is string => team !== null))].sort()
    return {
      what: `${what} of the flows with ${and(others.map(text))}`,
      why,
      ask: owners.length > 0 ? and(owners.map(text)) : askOf(view.system.owner).replace(/^ask /, ''),
    }
  }
  return [
    about((f) => f.mode === 'unknown', 'Mode (sync or async)', 'whether a failure spreads at once'),
    about((f) => f.protocol === null, 'Protocol', 'how to call, what can be tested'),
    about((f) => f.schema === null, 'Schema', 'what may change without breaking the other side'),
    about((f) => f.criticality === 'unknown', 'Criticality', 'whom to tell first'),
  ]
}
