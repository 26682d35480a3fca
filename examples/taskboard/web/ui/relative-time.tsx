/** "3 days ago", with the full time on hover. */

const UNITS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' })
const full = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeStyle: 'short' })

export function RelativeTime({ at }: { readonly at: Date }) {
  return (
    <time className="time" dateTime={at.toISOString()} title={full.format(at)}>
      {toWords(at)}
    </time>
  )
}

function toWords(at: Date): string {
  const seconds = (at.getTime() - Date.now()) / 1000
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit)
  }
  return 'just now'
}
