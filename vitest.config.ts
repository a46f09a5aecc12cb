import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const shared = { setupFiles: ['server/postgres/test-setup.ts'], testTimeout: 30_000, hookTimeout: 60_000 }
const unit = ['model/**/*.test.ts', 'server/**/*.test.ts', 'components/**/*.test.ts', 'components/**/*.test.tsx', 'app/**/*.test.ts', 'prisma/**/*.test.ts']

export default defineConfig({
  test: {
    // vitest leaves one core to itself, which on two cores is every other one; most long tests here wait for processes of their own.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    globalSetup: ['server/postgres/test-cluster.ts'],
    projects: [
      { test: { ...shared, name: 'unit', include: unit } },
      // Real processes are killed here: a short selection belongs to every test run, the long ones to npm run test:chaos.
      { test: { ...shared, name: 'chaos-short', include: ['e2e/chaos/**/*.short.test.ts'], testTimeout: 180_000, fileParallelism: false } },
      { test: { ...shared, name: 'chaos', include: ['e2e/chaos/**/*.test.ts'], testTimeout: 600_000, fileParallelism: false } },
    ],
  },
})
