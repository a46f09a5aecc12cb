import type { Specification } from '#model/specification.ts'

const packages = { express: '5.3.0', jose: '6.2.17', pg: '8.23.1', zod: '4.6.7' }
const development = {
  '@types/express': '5.0.6',
  '@types/node': '24.19.2',
  '@types/pg': '8.23.1',
  '@vitest/coverage-v8': '5.1.0',
  ajv: '8.20.0',
  'ajv-formats': '3.0.1',
  eslint: '10.15.0',
  'fast-check': '4.10.2',
  typescript: '6.0.3',
  'typescript-eslint': '8.73.0',
  undici: '7.30.2',
  vitest: '5.1.0',
}

const eslint = `import tseslint from 'typescript-eslint'

export default tseslint.config(tseslint.configs.strict, tseslint.configs.stylistic, {
  rules: {
    '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    complexity: ['error', 20],
    'max-depth': ['error', 4],
    eqeqeq: 'error',
    'no-console': 'error',
  },
}, { files: ['test/**'], rules: { complexity: ['error', 30] } })
`

const vitest = `import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'threads',
    isolate: false,
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: { provider: 'v8', reportOnFailure: true, include: ['src/**/*.ts'], exclude: ['src/main.ts', 'src/migrate-main.ts', 'src/kernel/definition.ts'], reporter: ['lcovonly', 'json-summary'], reportsDirectory: process.env.COVERAGE_FOLDER ?? 'coverage' },
  },
})
`

/** What makes the sources a project of their own: packages, compiler and lint settings. */
export function projectFiles(specification: Specification): Map<string, string> {
  const name =
    specification.title
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 60) || 'service'
  const manifest = {
    name: `${name}-service`,
    version: '1.0.0',
    private: true,
    type: 'module',
    license: 'UNLICENSED',
    engines: { node: '>=24' },
    scripts: {
      start: 'node src/main.ts',
      migrate: 'node src/migrate-main.ts',
      test: 'vitest run',
      coverage: 'vitest run --coverage',
      lint: 'eslint src test',
      typecheck: 'tsc --noEmit',
    },
    dependencies: packages,
    devDependencies: development,
  }
  const compiler = {
    compilerOptions: {
      target: 'ES2024',
      lib: ['ES2024'],
      module: 'nodenext',
      moduleResolution: 'nodenext',
      types: ['node'],
      strict: true,
      noUncheckedIndexedAccess: true,
      noUnusedLocals: true,
      erasableSyntaxOnly: true,
      verbatimModuleSyntax: true,
      allowImportingTsExtensions: true,
      skipLibCheck: true,
      noEmit: true,
    },
    include: ['src', 'test', 'vitest.config.ts'],
  }
  return new Map([
    ['service/package.json', `${JSON.stringify(manifest, null, 2)}\n`],
    ['service/tsconfig.json', `${JSON.stringify(compiler, null, 2)}\n`],
    ['service/eslint.config.js', eslint],
    ['service/vitest.config.ts', vitest],
  ])
}
