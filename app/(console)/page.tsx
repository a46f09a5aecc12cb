import { Overview } from '#components/overview/overview.tsx'

export default function Page() {
  return <Overview />
}
