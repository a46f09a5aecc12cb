import { accentHex, brandOf, iconSvg } from './brand.ts'
import { html } from './source-text.ts'

/** Files served as they are; the build adds the hashed assets and fills in the service worker's list. */
export function publicFiles(title: string, summary: string): Record<string, string> {
  const brand = brandOf(title)
  const accent = accentHex(brand)
  return {
    'ui/index.html': `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
    <title>${html(title)}</title>
    <meta name="description" content="${html(summary.slice(0, 200) || title)}">
    <meta name="theme-color" content="${accent}">
    <link rel="icon" href="/icon.svg" type="image/svg+xml">
    <link rel="apple-touch-icon" href="/icons/icon-192.png">
    <link rel="manifest" href="/manifest.webmanifest">
    <!-- assets -->
  </head>
  <body>
    <div id="root"></div>
    <noscript>${html(title)} needs JavaScript.</noscript>
  </body>
</html>
`,
    'ui/public/manifest.webmanifest': `${JSON.stringify(
      {
        id: '/',
        name: title.slice(0, 60),
        short_name: shortName(title),
        description: summary.slice(0, 200) || title,
        lang: 'en',
        dir: 'ltr',
        start_url: '/',
        scope: '/',
        display: 'standalone',
        background_color: '#ffffff',
        theme_color: accent,
        icons: [
          { src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
          { src: '/icons/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
          { src: '/icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
          { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
        ],
      },
      null,
      2,
    )}\n`,
    'ui/public/icon.svg': iconSvg(brand, title),
    'ui/public/offline.html': `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${html(`${title}: offline`)}</title>
    <link rel="icon" href="/icon.svg" type="image/svg+xml">
    <style>body { font: 15px/1.6 system-ui, sans-serif; max-width: 32rem; margin: 20vh auto; padding: 0 1.5rem; color-scheme: light dark; }</style>
  </head>
  <body>
    <h1>You are offline</h1>
    <p>${html(title)} cannot be reached right now. Nothing you saved is lost.</p>
    <p><a href="/">Try again</a></p>
  </body>
</html>
`,
    'ui/src/accent.css': `:root { --hue: ${brand.hue}; }\n`,
  }
}

/** Twelve characters fit under an icon on a phone; whole words where they do. */
function shortName(title: string): string {
  const words = title.trim().split(/\s+/)
  let short = words[0] ?? ''
  for (const word of words.slice(1))
    if (`${short} ${word}`.length <= 12) short = `${short} ${word}`
    else break
  return Array.from(short).slice(0, 12).join('') || 'App'
}
