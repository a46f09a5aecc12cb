'use client'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { signIn } from './session.ts'

export function SignInButtons({ choices, returnTo }: { choices: readonly { id: string; name: string; local: boolean }[]; returnTo: string }) {
  const [busy, setBusy] = useState<string | null>(null)
  const [failed, setFailed] = useState(false)
  async function start(id: string) {
    setBusy(id)
    setFailed(false)
    try {
      await signIn(id, returnTo)
    } catch {
      setBusy(null)
      setFailed(true)
    }
  }
  return (
    <div className="flex flex-col gap-2">
      {choices.map((choice, index) => (
        <Button
          key={choice.id}
          size="lg"
          tone={index === 0 ? 'primary' : 'secondary'}
          busy={busy === choice.id}
          disabled={busy !== null}
          onClick={() => void start(choice.id)}
        >
          {choices.length === 1 && choice.local ? 'Sign in' : `Continue with ${choice.name}`}
        </Button>
      ))}
      {failed && (
        <p role="alert" className="text-bad text-sm">
          Gantry did not answer. Check that it is running, then try again.
        </p>
      )}
    </div>
  )
}
