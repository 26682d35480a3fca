/** A project's colour. */
import type { CSSProperties } from 'react'

export function ProjectMark({ hue }: { readonly hue: number }) {
  return <span className="project-mark" style={{ '--hue': hue } as CSSProperties} aria-hidden="true" />
}
