import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, expect, it, vi } from 'vitest'
import type { EventView } from '#model/run.ts'
import { makeRefresher } from './refresher.ts'

const event = (id: number): EventView => ({
  id,
  at: new Date(),
  kind: 'stage.running',
  runId: 'run_a',
  stage: 'plan',
  attempt: 1,
  systemId: null,
  serviceId: null,
  requirementId: null,
  actor: null,
  actorName: '',
  data: {},
})
const key = [['run', 'get'], { input: { id: 'run_a' }, type: 'query' }]
let stop = () => {}
afterEach(() => stop())

function watched(client: QueryClient) {
  const answers: ((value: number) => void)[] = []
  const queryFn = vi.fn(() => new Promise<number>((resolve) => answers.push(resolve)))
  stop = new QueryObserver(client, { queryKey: key, queryFn }).subscribe(() => {})
  return { answers, queryFn }
}

it('asks once more after a question that was under way, however many events come meanwhile', async () => {
  const client = new QueryClient()
  const { answers, queryFn } = watched(client)
  const refresh = makeRefresher(client)
  expect(queryFn).toHaveBeenCalledTimes(1)
  for (let id = 1; id <= 20; id++) refresh(event(id))
  await vi.waitFor(() => expect(client.isFetching()).toBe(1))
  answers[0]?.(1)
  await vi.waitFor(() => expect(queryFn).toHaveBeenCalledTimes(2))
  // The first answer was shown; it was not thrown away for the events.
  expect(client.getQueryData(key)).toBe(1)
  answers[1]?.(2)
  await vi.waitFor(() => expect(client.getQueryData(key)).toBe(2))
  expect(queryFn).toHaveBeenCalledTimes(2)
})

it('asks at once when nothing is under way', async () => {
  const client = new QueryClient()
  const { answers, queryFn } = watched(client)
  answers[0]?.(1)
  await vi.waitFor(() => expect(client.isFetching()).toBe(0))
  makeRefresher(client)(event(1))
  await vi.waitFor(() => expect(queryFn).toHaveBeenCalledTimes(2))
})
