import { Skeleton, SkeletonRows } from '#components/ui/feedback.tsx'

/** Shown at once when one goes to another place: a title and a list, as most places have. */
export default function Loading() {
  return (
    <div className="flex flex-col gap-4">
      <Skeleton className="h-7 w-40" />
      <SkeletonRows rows={10} />
    </div>
  )
}
