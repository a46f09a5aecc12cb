import { readFile } from 'node:fs/promises'
import { argv, stdout } from 'node:process'
import { lintSource } from '@secretlint/core'
import { creator } from '@secretlint/secretlint-rule-preset-recommend'
import { ESLint } from 'eslint'
// @ts-expect-error the plugin ships no types
import security from 'eslint-plugin-security'
import sonarjs from 'eslint-plugin-sonarjs'
import tseslint from 'typescript-eslint'
import type { Finding, Level, ScanResult } from './finding.ts'

/**
 * A process of its own, because linting keeps a core busy for seconds and would starve the runner's lease.
 * It parses the sources given as JSON (argument: a file with {path: text}) and never executes them. The sources'
 * own comments cannot switch a rule off (allowInlineConfig: false).
 */
const levels: Record<string, Level> = {
  'security/detect-eval-with-expression': 'critical',
  'security/detect-child-process': 'critical',
  'security/detect-unsafe-regex': 'medium', // counts repetitions, also of harmless patterns; slow-regex analyses backtracking
  'security/detect-non-literal-require': 'high',
  'security/detect-bidi-characters': 'high',
  'security/detect-buffer-noassert': 'high',
  'security/detect-disable-mustache-escape': 'high',
  'security/detect-non-literal-fs-filename': 'medium',
  'security/detect-non-literal-regexp': 'medium',
  'security/detect-possible-timing-attacks': 'medium',
  'security/detect-pseudoRandomBytes': 'medium',
  'security/detect-new-buffer': 'medium',
  'sonarjs/code-eval': 'critical',
  'sonarjs/os-command': 'critical',
  'sonarjs/sql-queries': 'high',
  'sonarjs/no-hardcoded-passwords': 'high',
  'sonarjs/no-hardcoded-secrets': 'high',
  'sonarjs/insecure-jwt-token': 'high',
  'sonarjs/weak-ssl': 'high',
  'sonarjs/no-weak-cipher': 'high',
  'sonarjs/no-weak-keys': 'high',
  'sonarjs/unverified-certificate': 'high',
  'sonarjs/unverified-hostname': 'high',
  'sonarjs/encryption-secure-mode': 'high',
  'sonarjs/xml-parser-xxe': 'high',
  'sonarjs/disabled-auto-escaping': 'high',
  'sonarjs/dompurify-unsafe-config': 'high',
  'sonarjs/no-unsafe-unzip': 'high',
  'sonarjs/cors': 'medium',
  'sonarjs/hashing': 'medium',
  'sonarjs/cookie-no-httponly': 'medium',
  'sonarjs/insecure-cookie': 'medium',
  'sonarjs/production-debug': 'medium',
  'sonarjs/x-powered-by': 'low',
  'sonarjs/post-message': 'medium',
  'sonarjs/link-with-target-blank': 'medium',
  'sonarjs/no-clear-text-protocols': 'low',
  'sonarjs/file-permissions': 'medium',
  'sonarjs/slow-regex': 'high',
}

const sources = JSON.parse(await readFile(argv[2] as string, 'utf8')) as Record<string, string>

async function staticScan(): Promise<{ findings: Finding[]; suppressed: number }> {
  const eslint = new ESLint({
    overrideConfigFile: true,
    allowInlineConfig: false,
    overrideConfig: [
      {
        files: ['**/*.ts', '**/*.tsx', '**/*.js', '**/*.mjs'],
        languageOptions: { parser: tseslint.parser as never, parserOptions: { ecmaFeatures: { jsx: true } } },
        plugins: { security, sonarjs: sonarjs as never },
        rules: {
          ...Object.fromEntries(Object.keys(levels).map((rule) => [rule, 'error'])),
          // Neither plugin sees an agent that takes any certificate.
          'no-restricted-syntax': ['error', { selector: "Property[key.name='rejectUnauthorized'][value.value=false]", message: 'Takes any certificate.' }],
        },
      },
    ],
  })
  const findings: Finding[] = []
  let suppressed = 0
  for (const [path, text] of Object.entries(sources)) {
    // Tests are searched for secrets, but they never ship: what they do with files and SQL is their own matter.
    if (!/\.(tsx?|m?js)$/.test(path) || /(^|\/)test\//.test(path)) continue
    suppressed += text.match(/eslint-disable/g)?.length ?? 0
    const [result] = await eslint.lintText(text, { filePath: path })
    for (const m of result?.messages ?? []) {
      const rule = m.ruleId ?? 'parse'
      findings.push({ tool: 'static', rule, level: levels[rule] ?? 'high', message: m.message, file: path, line: m.line ?? 1 })
    }
  }
  return { findings, suppressed }
}

async function secretScan(): Promise<Finding[]> {
  const found: Finding[] = []
  for (const [path, text] of Object.entries(sources)) {
    const result = await lintSource({
      source: { filePath: path, content: text, contentType: 'text' },
      options: { maskSecrets: true, noPhysicFilePath: true, config: { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator }] } },
    })
    for (const m of result.messages) found.push({ tool: 'secrets', rule: m.ruleId, level: 'critical', message: m.message, file: path, line: m.loc.start.line })
  }
  return found
}

const [code, secrets] = [await staticScan(), await secretScan()]
const result: ScanResult = {
  findings: [...code.findings, ...secrets],
  files: Object.keys(sources).length,
  rules: Object.keys(levels).length,
  suppressed: code.suppressed,
}
stdout.write(JSON.stringify(result))
