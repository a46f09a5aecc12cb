import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bundleComponentPage } from '#server/generate/ui/build.ts'
import { html } from '#server/generate/ui/source-text.ts'
import type { Sandbox } from '#server/sandbox/sandbox.ts'

interface Where {
  sandbox: Sandbox
  folder: string
  signal: AbortSignal
}

/** components.html: every part with examples in both themes, as one file without scripts. Rendering runs generated code, hence the sandbox. */
export async function componentPage(sources: ReadonlyMap<string, string>, title: string, { sandbox, folder, signal }: Where): Promise<string> {
  await writeFile(join(folder, 'component-page.mjs'), await bundleComponentPage(sources))
  const result = await sandbox.run({
    argv: ['node', '/work/component-page.mjs'],
    mounts: [{ host: join(folder, 'component-page.mjs'), inside: '/work/component-page.mjs' }],
    cwd: '/work',
    timeoutMs: 30_000,
    memoryMiB: 256,
    signal,
    origin: 'rules',
  })
  if (result.code !== 0) throw new Error(`The component page does not render: ${result.stderr.trim().slice(-600)}`)
  const { markup, styles } = JSON.parse(result.stdout) as { markup: string; styles: string }
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${html(title)}: components</title>
<style>${styles.replaceAll('</', '<\\/')}</style>
</head>
<body>
${markup}
</body>
</html>
`
}
