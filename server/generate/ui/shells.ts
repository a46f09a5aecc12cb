import { comment, html } from './source-text.ts'

export interface ShellInput {
  title: string
  service: string // slugs
  system: string
  production: string // the address the service has in production
}

/** Projects that open the service as a desktop and a mobile application. They are sources only: nothing here builds them. */
export function shells(input: ShellInput): Map<string, string> {
  return new Map([...Object.entries(desktop(input)), ...Object.entries(mobile(input))].sort(([a], [b]) => (a < b ? -1 : 1)))
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
/** Every part of an application id starts with a letter and is no word of Java. */
const part = (slug: string): string => `app_${slug.toLowerCase().replace(/[^a-z0-9]+/g, '_')}`
const applicationId = ({ service, system }: ShellInput): string => `org.example.${part(system)}.${part(service)}`
/** Names of windows and launchers: one line, of a length that every system takes. */
const nameOf = ({ title }: ShellInput): string => Array.from(title.replace(/\s+/g, ' ').trim()).slice(0, 50).join('') || 'Service'

const loading = (input: ShellInput): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${html(nameOf(input))}</title>
  </head>
  <body>
    <p>${html(nameOf(input))} cannot be reached. Check the connection and start the application again.</p>
  </body>
</html>
`

function desktop(input: ShellInput): Record<string, string> {
  const crate = part(input.service)
  return {
    'apps/desktop/README.md': `# ${comment(nameOf(input))} for the desktop

> **Not built here.** This is a project for [Tauri](https://tauri.app) 2; building it needs Rust, the system's web view and, for distribution, signing keys that are yours.

It opens one window on the service at the address in \`src-tauri/tauri.conf.json\` (\`app.windows[0].url\`, now \`${input.production}\`). Set it to the address your people use before you build, and choose your own \`identifier\`.

1. Install Rust and the [prerequisites](https://tauri.app/start/prerequisites/).
2. \`npm install\`
3. \`npm run icons\` makes every icon from the service's own.
4. \`npm run build\` leaves the installers in \`src-tauri/target/release/bundle\`.

The window has no access to the machine beyond what a browser tab has: no capability is granted to it.
`,
    'apps/desktop/package.json': json({
      name: `${input.service}-desktop`,
      private: true,
      scripts: { icons: 'tauri icon ../../ui/public/icon.svg', dev: 'tauri dev', build: 'tauri build' },
      devDependencies: { '@tauri-apps/cli': '^2.0.0' },
    }),
    'apps/desktop/dist/index.html': loading(input),
    'apps/desktop/src-tauri/Cargo.toml': `[package]
name = "${crate}"
version = "1.0.0"
edition = "2021"

[build-dependencies]
tauri-build = { version = "2", features = [] }

[dependencies]
tauri = { version = "2", features = [] }
`,
    'apps/desktop/src-tauri/build.rs': 'fn main() {\n    tauri_build::build()\n}\n',
    'apps/desktop/src-tauri/src/main.rs': `// No console window beside the application's own on Windows.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() {
    tauri::Builder::default()
        .run(tauri::generate_context!())
        .expect("the application could not start");
}
`,
    'apps/desktop/src-tauri/tauri.conf.json': json({
      $schema: 'https://schema.tauri.app/config/2',
      productName: nameOf(input),
      version: '1.0.0',
      identifier: applicationId(input).replaceAll('_', '-'),
      build: { frontendDist: '../dist' },
      app: {
        windows: [{ title: nameOf(input), url: input.production, width: 1280, height: 832, minWidth: 390, minHeight: 480 }],
        security: { csp: "default-src 'self'", capabilities: [] },
      },
      bundle: { active: true, targets: 'all', icon: ['icons/32x32.png', 'icons/128x128.png', 'icons/128x128@2x.png', 'icons/icon.icns', 'icons/icon.ico'] },
    }),
  }
}

function mobile(input: ShellInput): Record<string, string> {
  return {
    'apps/mobile/README.md': `# ${comment(nameOf(input))} for phones

> **Not built here.** This is a project for [Capacitor](https://capacitorjs.com); building it needs Android Studio or Xcode and, for the stores, signing keys that are yours.

It opens the service at the address in \`capacitor.config.json\` (\`server.url\`, now \`${input.production}\`). Set it to the address your people use before you build (https: phones refuse anything else), and choose your own \`appId\`.

1. \`npm install\`
2. \`npx cap add android\` or \`npx cap add ios\`
3. \`npm run icons\` makes every icon from the service's own.
4. \`npx cap open android\` or \`npx cap open ios\`, then build there.

On most phones the installable web application does the same without a store: open the service and add it to the home screen.
`,
    'apps/mobile/package.json': json({
      name: `${input.service}-mobile`,
      private: true,
      scripts: { icons: 'capacitor-assets generate --assetPath ../../ui/public', sync: 'cap sync' },
      dependencies: { '@capacitor/android': '^7.0.0', '@capacitor/core': '^7.0.0', '@capacitor/ios': '^7.0.0' },
      devDependencies: { '@capacitor/assets': '^3.0.0', '@capacitor/cli': '^7.0.0' },
    }),
    'apps/mobile/capacitor.config.json': json({
      appId: applicationId(input),
      appName: nameOf(input),
      webDir: 'www',
      server: { url: input.production, cleartext: input.production.startsWith('http://'), errorPath: 'index.html' },
    }),
    'apps/mobile/www/index.html': loading(input),
  }
}
