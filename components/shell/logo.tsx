/** A gantry: two posts, a beam, a load on its way. */
export function Logo({ className = 'size-5' }: { className?: string }) {
  return (
    <svg
      viewBox="0 0 20 20"
      className={className}
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d="M3 17V4h14v13M1.5 17h3M15.5 17h3" />
      <path d="M8 4v4" strokeWidth="1.6" />
      <rect x="5.8" y="8.5" width="4.5" height="4.5" rx="0.8" className="fill-accent stroke-none" />
    </svg>
  )
}
