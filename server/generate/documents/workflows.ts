import { deliver } from '#model/pipeline.ts'
import { type DocumentFile, markdown } from './file.ts'
import { and, blocks, code, count, heading, link, list, steps, table, text, wrap } from './markdown.ts'
import { contractPath, runbookPath } from './records.ts'
import { askOf, nameOf, type SystemView, unknownHere } from './view.ts'

/** How it is changed, checked, released and repaired. */
export function workflows(view: SystemView, files: readonly string[]): DocumentFile {
  const { name } = view.system
  return markdown('WORKFLOWS.md', `${name}: workflows`, [
    { name: 'development', text: blocks(heading(1, `${name}: workflows`), heading(2, 'Development workflow'), development(view)) },
    { name: 'pipeline', text: blocks(heading(2, 'CI/CD pipeline'), pipeline(view)) },
    { name: 'testing', text: blocks(heading(2, 'Testing strategy'), testing(view, files)) },
    { name: 'incidents', text: blocks(heading(2, 'Incident response'), incidents(view, files)) },
  ])
}

function development(view: SystemView): string {
  const built = view.services.filter((s) => s.built)
  const others = view.services.filter((s) => !s.built)
  return blocks(
    built.length > 0 &&
      blocks(
        wrap(`${and(built.map((s) => text(s.name)))} ${built.length === 1 ? 'is' : 'are'} built from requirements:`),
        steps([
          'Submit a revision of the requirement; it starts a run on the same service.',
          'The run leaves each stage as one commit of the service’s repository, and a candidate with a digest in staging.',
          'QA and a product owner approve that digest; whoever asked cannot.',
          'The release goes to production in steps and rolls itself back when it fails there.',
        ]),
      ),
    (others.length > 0 || view.services.length === 0) &&
      wrap(
        `How ${others.length > 0 ? and(others.map((s) => text(s.name))) : text(view.system.name)} ${others.length > 1 ? 'are' : 'is'} changed (repository, branches, reviews) is ${unknownHere(view)}.`,
      ),
    wrap(
      'These documents are written from the model. Correct a fact on the page of the system, not here. Your own words may stand anywhere outside the sections marked `gantry:begin` and `gantry:end`; a section that somebody changes is reported and left as it is.',
    ),
  )
}

function pipeline(view: SystemView): string {
  const standard = view.standards.qualityGates
  const built = view.facts.filter((f) => f.run)
  return blocks(
    standard.length > 0 &&
      blocks(
        'Gates that the organisation states for every system:',
        table(
          ['Gate', 'Threshold'],
          standard.map((g) => [text(g.name), text(g.threshold)]),
        ),
      ),
    built.length > 0 &&
      blocks(wrap(`Stages of a delivery, in order: ${deliver.stages.map((s) => code(s.id)).join(', ')}. The last run of each service:`), ...built.map(lastRun)),
    built.length === 0 && wrap(`Where ${text(view.system.name)} is built and how it is deployed is ${unknownHere(view)}; nothing of it was delivered here.`),
  )
}

const lastRun = (f: SystemView['facts'][number]): string =>
  blocks(
    heading(3, `Run ${f.run?.number ?? ''} of ${f.service}`),
    wrap(
      `${f.run?.status.replaceAll('_', ' ') ?? ''}${f.release ? `; release ${f.release.number} (${code(f.release.digest.slice(0, 12))}) is in production` : '; nothing is in production'}.`,
    ),
    f.gates.length > 0 &&
      table(
        ['Stage', 'Gate', 'Verdict', 'Value', 'Threshold'],
        f.gates.map((g) => [code(g.stage), text(g.label), g.verdict.replace('_', ' '), text(g.value), text(g.threshold)]),
      ),
  )

function testing(view: SystemView, files: readonly string[]): string {
  const suite = files.filter((f) => /^tests\/integration\/.*\.test\.mjs$/.test(f))
  const tested = view.facts.flatMap((f) =>
    f.gates
      .filter((g) => ['test', 'integrate', 'verify'].includes(g.stage))
      .map((g) => `${code(f.service)}: ${text(g.label)} ${text(g.value)} (${g.verdict.replace('_', ' ')})`),
  )
  return blocks(
    tested.length > 0 && blocks('What the last runs measured:', list(tested)),
    suite.length > 0 &&
      blocks(
        wrap('Between systems, the integration suite of this repository asks the real contracts and flows:'),
        list(
          suite.map(
            (f) =>
              `${link(f, f)}${f.includes('flows') ? ': one test for each flow that it depends on' : `: the safe operations of ${code(f.split('/').at(-1)?.replace('.test.mjs', '') ?? '')} against its contract`}`,
          ),
        ),
      ),
    tested.length === 0 && wrap(`How its own code is tested is ${unknownHere(view)}.`),
    view.facts.some((f) => f.openapi) &&
      wrap(
        `A contract changes only by adding: compare ${and(view.facts.filter((f) => f.openapi).map((f) => link(contractPath(f.service), contractPath(f.service))))} with the version before.`,
      ),
  )
}

function incidents(view: SystemView, files: readonly string[]): string {
  const { system } = view
  const dashboards = files.filter((f) => f.startsWith('monitoring/'))
  return blocks(
    wrap(
      system.owner
        ? `Call: ${text(system.owner.team)}${system.owner.contact ? `, ${text(system.owner.contact)}` : `; how they are reached is ${unknownHere(view)}`}.`
        : `Whom to call is unknown — ${askOf(null)}.`,
    ),
    affected(view),
    view.needs.length > 0 && wrap(`Look first at what it depends on: ${and([...new Set(view.needs.map((f) => text(nameOf(view, f.to.system))))])}.`),
    view.facts.some((f) => f.release) &&
      list([
        'A release that fails in production (more than 1 % errors, p95 above 1,000 ms, memory above 90 % of its limit, failing health checks) is rolled back by the edge without anybody’s help.',
        'Afterwards an operator can go back to the old release on the page of the release, as long as it is kept.',
      ]),
    view.runbooks.length > 0
      ? table(
          ['Runbook', 'Restore tested'],
          view.runbooks.map((r) => [link(r.title, runbookPath(r)), r.restoreTested ?? `never stated — ${askOf(system.owner)}`]),
        )
      : wrap(`There is no runbook. What to do when it fails is ${unknownHere(view)}.`),
    dashboards.length > 0 && wrap(`Dashboard to import into Grafana: ${and(dashboards.map((f) => link(f, f)))}.`),
  )
}

function affected(view: SystemView): string {
  const total = view.affected.reduce((sum, level) => sum + level.count, 0)
  if (total === 0) return wrap(`No other system is stated to depend on ${text(view.system.name)}.`)
  const named = (level: SystemView['affected'][number]): string =>
    level.count > level.names.length ? `${level.names.map(text).join(', ')} and ${level.count - level.names.length} more` : and(level.names.map(text))
  return blocks(
    wrap(`When it is away, ${count(total, 'system is', 'systems are')} affected (derived by following the flows):`),
    list(view.affected.map((level) => `${level.depth === 1 ? 'directly' : `over ${level.depth} steps`}: ${named(level)}`)),
  )
}
