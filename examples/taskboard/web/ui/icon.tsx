/** The app's line icons, drawn on a 16 unit grid. */

const PATHS = {
  home: 'M2.5 7 8 2.5 13.5 7v6.5h-3.7v-4h-3.6v4H2.5z',
  people:
    'M6 7.5a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6ZM1.8 13.3c.4-2.3 2-3.6 4.2-3.6s3.8 1.3 4.2 3.6M10.5 3.1a2.2 2.2 0 0 1 0 4.2M11.9 9.9c1.3.4 2.1 1.6 2.4 3.4',
  board: 'M2.5 3h11v10h-11zM6.2 3v10M9.9 3v10',
  list: 'M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.01M2.5 8h.01M2.5 12h.01',
  plus: 'M8 3.2v9.6M3.2 8h9.6',
  close: 'm4 4 8 8M12 4l-8 8',
  left: 'M9.8 3.5 5.3 8l4.5 4.5',
  right: 'm6.2 3.5 4.5 4.5-4.5 4.5',
  down: 'm3.5 6 4.5 4.5L12.5 6',
  check: 'm3 8.5 3.3 3.3L13 5',
  comment: 'M2.5 3.5h11v7.5H8l-3 2.5V11H2.5z',
  calendar: 'M2.5 4h11v9.5h-11zM2.5 7h11M5.3 2.5V5M10.7 2.5V5',
  pulse: 'M1.5 8.5h3l2-5.5 3 10 2-4.5h3',
  bell: 'M4 7a4 4 0 1 1 8 0c0 3 1.3 4 1.3 4H2.7S4 10 4 7ZM6.7 13.3a1.5 1.5 0 0 0 2.6 0',
  edit: 'm10.7 2.8 2.5 2.5-7.7 7.7-3 .5.5-3z',
  trash: 'M3 4.5h10M6.3 4.5V2.8h3.4v1.7M4.2 4.5l.6 8.7h6.4l.6-8.7',
  archive: 'M2.5 3.5h11v3h-11zM3.5 6.5v6.5h9V6.5M6.5 9h3',
  move: 'M2.5 8h10.5M9.5 4.5 13 8l-3.5 3.5',
  menu: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11',
  signOut: 'M6.5 2.5h-4v11h4M10 5l3 3-3 3M13 8H6',
} as const

export type IconName = keyof typeof PATHS

export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  )
}
