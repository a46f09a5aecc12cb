import type { Statement } from '#model/specification.ts'
import type { EngineDocument } from '#server/engines/engine.ts'
import type { Reading } from '../constructs/rule.ts'

const subjects: [RegExp, string][] = [
  [
    /\b(?:[\w-]+ )?(?:video |computer |board |card |arcade |browser |puzzle |racing )?game\b|\bgameplay\b/i,
    'It describes a game; its core is animation and play, which a service with records and rules cannot be.',
  ],
  [
    /\b(?:compiler|interpreter|parser generator|programming language|virtual machine|linker|debugger)\b/i,
    'It describes a language tool (compiler, interpreter); that is a program of its own kind, no service with records and rules.',
  ],
  [
    /\b(?:operating system|kernel|device driver|drivers? for|firmware|bootloader|embedded controller|microcontroller|real-time control)\b/i,
    'It describes software close to hardware (operating system, driver, firmware), which cannot be built here.',
  ],
  [
    /\b(?:neural network|machine[- ]learning model|train(?:s|ing)? (?:a |the )?(?:model|network|classifier)|deep learning|language model|image recognition|speech recognition|computer vision)\b/i,
    'It asks for training or running a machine-learning model, which cannot be built here.',
  ],
  [/\b(?:circuit|pcb|robot arm|drone hardware|mechanical (?:part|design)|sensor hardware|3d printer|cad drawing)\b/i, 'It asks for hardware.'],
  [
    /\b(?:prove (?:the|that)|theorem|lemma|conjecture|prime number|differential equation|ray tracer|renderer|physics engine|video codec|encryption algorithm|chess engine|sorting algorithm|graphics engine)\b/i,
    'Its core is an algorithm or a proof, not records that people work with.',
  ],
]
const building = /\b(?:write|build|develop|create|implement|make|design|program|code|produce|train|prove|we need|we want|is|want)\b/i

/** Why nothing can be built from the documents; [] when something can. */
export function declineReasons(documents: EngineDocument[], reading: Reading, kinds: Map<string, Statement['kind']>): string[] {
  if (documents.every((document) => document.text.trim() === ''))
    return ['The document is empty. Describe who uses the service, what it keeps and what people may do.']
  if (reading.lines.length === 0) return ['The document holds no sentence. Describe who uses the service, what it keeps and what people may do.']
  const reasons: string[] = []
  const core = coreReason(reading)
  const entities = [...reading.draft.entities.values()]
  const operations = [...reading.draft.operations.values()].filter((operation) => operation.statements.length > 0)
  const functional = [...kinds.values()].filter((kind) => kind === 'functional').length
  if (core && (entities.length < 3 || operations.length < 3)) reasons.push(core)
  if (functional === 0) reasons.push('No sentence says what the service shall do: nothing is functional in it.')
  else if (entities.length === 0)
    reasons.push('No sentence describes a thing that the service could keep (such as “A product has a name and a price” or “A customer can place an order”).')
  else if (operations.length === 0)
    reasons.push(
      `No sentence says what anybody may do with ${entities
        .slice(0, 3)
        .map((entity) => entity.plural.toLowerCase())
        .join(', ')}.`,
    )
  for (const finding of reading.draft.findings) if (finding.kind === 'contradiction') reasons.push(finding.message)
  return reasons
}

/** The first sentences and the title say what is to be built. */
function coreReason(reading: Reading): string | null {
  const opening = reading.lines.slice(0, 4)
  const titles = [...new Set(reading.lines.slice(0, 6).flatMap((line) => line.headings.slice(0, 1)))]
  for (const [pattern, reason] of subjects)
    if (titles.some((title) => pattern.test(title)) || opening.some((line) => pattern.test(line.text) && building.test(line.text))) return reason
  return null
}
