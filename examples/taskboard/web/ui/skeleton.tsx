/** Grey bars in the place of what is on its way. */

export function Skeleton({
  width,
  height = 12,
}: {
  readonly width: number | string
  readonly height?: number
}) {
  return <span className="skeleton" style={{ width, height }} aria-hidden="true" />
}

export function SkeletonLines({ count }: { readonly count: number }) {
  return (
    <div className="skeleton-lines" role="status" aria-label="Loading">
      {Array.from({ length: count }, (_, line) => (
        <Skeleton key={line} width={`${92 - ((line * 23) % 45)}%`} />
      ))}
    </div>
  )
}
