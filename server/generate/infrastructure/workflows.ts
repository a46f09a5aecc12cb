import { stringify } from 'yaml'
import type { InfrastructureMeta } from './meta.ts'

/** The same gates as the pipeline's, for teams that continue in their own CI. Actions are named by major version. */
export function workflows(meta: InfrastructureMeta): Record<string, string> {
  const { slug } = meta.service
  const database = {
    image: 'postgres:18',
    env: { POSTGRES_PASSWORD: 'postgres' },
    ports: ['5432:5432'],
    options: '--health-cmd pg_isready --health-interval 2s --health-retries 20',
  }
  const connection = { PGHOST: 'localhost', PGPORT: '5432', PGUSER: 'postgres', PGPASSWORD: 'postgres', PGDATABASE: 'postgres' }
  const steps = ['npm ci --prefix service', 'npm run --prefix service typecheck', 'npm test --prefix service']
  return {
    '.github/workflows/ci.yaml': stringify({
      name: 'ci',
      on: { push: { branches: ['main'] }, pull_request: null },
      permissions: { contents: 'read' },
      jobs: {
        test: {
          'runs-on': 'ubuntu-latest',
          'timeout-minutes': 15,
          services: { postgres: database },
          env: connection,
          steps: [{ uses: 'actions/checkout@v6' }, { uses: 'actions/setup-node@v6', with: { 'node-version': 24 } }, ...steps.map((run) => ({ run }))],
        },
      },
    }),
    '.gitlab-ci.yml': stringify({
      stages: ['test'],
      test: {
        stage: 'test',
        image: 'node:24',
        timeout: '15 minutes',
        services: ['postgres:18'],
        variables: { ...connection, PGHOST: 'postgres', POSTGRES_PASSWORD: 'postgres' },
        script: steps,
      },
    }),
    'infrastructure/README.md': `# Infrastructure of ${slug}\n\n- \`Dockerfile\`, \`compose.yaml\`: one machine\n- \`infrastructure/kubernetes\`: a cluster\n- \`infrastructure/terraform\`: database and alarms in AWS\n- \`infrastructure/grafana\`, \`infrastructure/prometheus\`: dashboard and alerts over the service's /metrics\n- \`.github/workflows\`, \`.gitlab-ci.yml\`: the gates again\n\nThe pipeline itself deploys to its own edge. None of these files has been applied anywhere yet.\n`,
  }
}
