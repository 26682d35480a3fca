/** Initials on the person's colour. */
import type { CSSProperties } from 'react'

interface AvatarProps {
  readonly name: string
  readonly hue: number
  readonly size?: 'small' | 'medium' | 'large'
}

export function Avatar({ name, hue, size = 'small' }: AvatarProps) {
  return (
    <span className={`avatar avatar-${size}`} style={{ '--hue': hue } as CSSProperties} aria-hidden="true">
      {toInitials(name)}
    </span>
  )
}

function toInitials(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word))
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => word?.[0] ?? '')
  return letters.join('').toUpperCase() || '?'
}
