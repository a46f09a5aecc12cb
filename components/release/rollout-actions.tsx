'use client'
import { useMutation } from '@tanstack/react-query'
import { CirclePlay, OctagonX, Undo2 } from 'lucide-react'
import { useTRPC } from '#components/trpc/client.ts'
import { Button } from '#components/ui/button.tsx'
import { Confirm } from '#components/ui/confirm.tsx'
import { notify } from '#components/ui/notify.ts'
import type { RolloutView } from '#model/release.ts'

const commands = {
  resume: {
    icon: CirclePlay,
    label: 'Resume',
    tone: 'primary',
    consequence: 'The rollout goes on with its next measurements. It is still rolled back when a limit is broken.',
    done: 'The edge resumes the rollout',
  },
  stop: {
    icon: OctagonX,
    label: 'Stop',
    tone: 'danger',
    consequence: 'The split of the traffic stays as it is, and nothing is promoted until somebody resumes or rolls back.',
    done: 'The edge holds the rollout',
  },
  rollback: {
    icon: Undo2,
    label: 'Roll back',
    tone: 'danger',
    consequence: 'All traffic returns to the old release at once; the new one is stopped. Data written meanwhile stays: migrations only add.',
    done: 'The edge rolls back',
  },
} as const

/** What an operator may do now. Commands are recorded first; the edge carries them out within a second or two. */
export function RolloutActions({ rollout }: { rollout: RolloutView }) {
  const trpc = useTRPC()
  const command = useMutation(trpc.rollout.command.mutationOptions())
  return (['resume', 'stop', 'rollback'] as const)
    .filter((name) => rollout.actions[name].allowed || (!rollout.endedAt && name !== 'resume'))
    .map((name) => {
      const { icon: Icon, label, tone, consequence, done } = commands[name]
      const { allowed, why } = rollout.actions[name]
      return (
        <Confirm
          key={name}
          trigger={(open) => (
            <Button tone={tone} disabled={!allowed} title={allowed ? undefined : why} onClick={open}>
              <Icon />
              {label}
            </Button>
          )}
          title={`${label}: ${rollout.service.name}, release ${rollout.release.number}`}
          consequence={consequence}
          action={label}
          tone={name === 'resume' ? 'primary' : 'dangerSolid'}
          reason={{ label: 'Why', required: name !== 'resume' }}
          onConfirm={async (reason) => {
            await command.mutateAsync({ id: rollout.id, command: name, reason })
            void notify(done)
          }}
        />
      )
    })
}
