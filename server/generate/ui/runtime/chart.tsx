/** Bars with their figures written beside them: the picture helps, the words carry the meaning. */
export function BarChart({ label, bars, format }: { label: string; bars: { id: string; name: string; value: number }[]; format: (value: number) => string }) {
  const most = Math.max(...bars.map((b) => b.value), 0)
  const height = 28
  return (
    <figure className="chart" aria-label={label}>
      <figcaption className="muted">{label}</figcaption>
      {bars.map((bar) => (
        <div className="bar" key={bar.id}>
          <span className="bar-name" title={bar.name}>
            {bar.name}
          </span>
          <svg viewBox={`0 0 1000 ${height}`} preserveAspectRatio="none" aria-hidden="true">
            <rect className="bar-track" x="0" y="6" width="1000" height={height - 12} rx="4" />
            <rect className="bar-fill" x="0" y="6" width={most > 0 ? Math.max(4, (Math.max(0, bar.value) / most) * 1000) : 0} height={height - 12} rx="4" />
          </svg>
          <span className="bar-value">{format(bar.value)}</span>
        </div>
      ))}
    </figure>
  )
}
