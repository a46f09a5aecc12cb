import { startRunner, stopOnSignals } from '#server/runner/main.ts'
import { noPorts, smallRegistry } from '#server/runner/small-agents.ts'

/** A runner process as the product's, with small agents. */
stopOnSignals(await startRunner(smallRegistry, noPorts))
