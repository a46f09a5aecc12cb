import { stringify } from 'yaml'
import type { InfrastructureMeta } from './meta.ts'

/** The image runs the same bundle that was tested: bundle.tar is unpacked beside the Dockerfile by the CI workflow. */
export function container(meta: InfrastructureMeta): Record<string, string> {
  const { slug } = meta.service
  return {
    Dockerfile: `# The build context is the unpacked release bundle (server.mjs, migrate.mjs, migrations, public, openapi.json).
# Nothing is installed or compiled here: what runs is what was tested.
FROM node:24-slim
ENV NODE_ENV=production PORT=8080
WORKDIR /app
COPY --chown=node:node . .
USER node
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["node", "-e", "fetch('http://127.0.0.1:8080/healthz').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "server.mjs"]
`,
    '.dockerignore': '*\n!server.mjs\n!migrate.mjs\n!migrations\n!public\n!openapi.json\n!release.json\n',
    'compose.yaml': `# For one machine: database, migration, service. Secrets come from an .env file that is not committed.\n${stringify({
      services: {
        database: {
          image: 'postgres:18',
          restart: 'unless-stopped',
          environment: { POSTGRES_DB: slug.replaceAll('-', '_'), POSTGRES_USER: 'owner', POSTGRES_PASSWORD: '${OWNER_PASSWORD:?set it in .env}' },
          volumes: ['data:/var/lib/postgresql'],
          healthcheck: { test: ['CMD-SHELL', 'pg_isready -U owner'], interval: '5s', timeout: '3s', retries: 10 },
        },
        migrate: {
          build: '.',
          command: ['node', 'migrate.mjs'],
          depends_on: { database: { condition: 'service_healthy' } },
          environment: { PGHOST: 'database', PGDATABASE: slug.replaceAll('-', '_'), PGUSER: 'owner', PGPASSWORD: '${OWNER_PASSWORD}', APP_ROLE: 'app' },
        },
        service: {
          build: '.',
          restart: 'unless-stopped',
          mem_limit: `${meta.memoryMiB}m`,
          read_only: true,
          cap_drop: ['ALL'],
          ports: ['127.0.0.1:8080:8080'],
          depends_on: { migrate: { condition: 'service_completed_successfully' } },
          environment: {
            PORT: '8080',
            PGHOST: 'database',
            PGDATABASE: slug.replaceAll('-', '_'),
            PGUSER: 'app',
            PGPASSWORD: '${APP_PASSWORD:?set it in .env}',
            JWKS_FILE: '/run/secrets/jwks',
            ISSUER: '${ISSUER:?set it in .env}',
            AUDIENCE: `${slug}.${meta.system.slug}`,
            ENVIRONMENT: 'production',
          },
          secrets: ['jwks'],
        },
      },
      volumes: { data: {} },
      secrets: { jwks: { file: './jwks.json' } },
    })}`,
  }
}
