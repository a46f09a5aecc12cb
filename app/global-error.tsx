'use client'

/** The last resort, when even the layout failed: no styles, no providers, only words and a way on. */
export default function GlobalError({ reset }: { error: Error; reset: () => void }) {
  return (
    <html lang="en">
      <body style={{ font: '14px/1.6 system-ui, sans-serif', margin: '20vh auto', maxWidth: 380, padding: 24 }}>
        <h1 style={{ fontSize: 20 }}>Gantry could not be shown</h1>
        <p>The fault is ours. Runs and decisions are not affected.</p>
        <button type="button" onClick={reset}>
          Try again
        </button>
      </body>
    </html>
  )
}
