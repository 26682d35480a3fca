/** Steps through the pages of a list. */
import { Icon } from './icon.tsx'

interface PagerProps {
  readonly number: number
  readonly limit: number
  /** Items on all pages. */
  readonly total: number
  readonly onChange: (number: number) => void
}

export function Pager({ number, limit, total, onChange }: PagerProps) {
  const last = Math.max(1, Math.ceil(total / limit))
  if (last === 1 && number === 1) return null
  const from = Math.min(total, (number - 1) * limit + 1)
  return (
    <nav className="pager" aria-label="Pages">
      <span>
        {from}–{Math.min(total, number * limit)} of {total}
      </span>
      <button
        type="button"
        className="button-icon"
        aria-label="Previous page"
        disabled={number <= 1}
        onClick={() => onChange(number - 1)}
      >
        <Icon name="left" />
      </button>
      <button
        type="button"
        className="button-icon"
        aria-label="Next page"
        disabled={number >= last}
        onClick={() => onChange(number + 1)}
      >
        <Icon name="right" />
      </button>
    </nav>
  )
}
