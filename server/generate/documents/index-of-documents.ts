import { link, list } from './markdown.ts'

const about: Record<string, string> = {
  'ARCHITECTURE.md': 'structure, patterns, scaling, security, targets against measurements',
  'INTEGRATION.md': 'contracts, events, data flows, what happens when one fails',
  'WORKFLOWS.md': 'how it is changed, tested, released and repaired',
  'docs/decisions/README.md': 'decisions and their reasons',
  'docs/runbooks/README.md': 'what to do when something fails',
  'tests/integration/README.md': 'the integration suite and what it needs',
}

/** Links to the files that exist, and no others. */
export const documentLinks = (files: readonly string[]): string =>
  list([
    ...Object.entries(about)
      .filter(([path]) => files.includes(path))
      .map(([path, what]) => `${link(path, path)}: ${what}`),
    ...files
      .filter((f) => /^(api|monitoring)\//.test(f))
      .map((f) => `${link(f, f)}: ${f.startsWith('api/') ? 'OpenAPI contract of a delivered service' : 'Grafana dashboard'}`),
  ])
