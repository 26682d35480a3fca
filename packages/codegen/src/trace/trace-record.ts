/** What a traced process writes down: one JSON line for each table that a function touched, once. */

export interface TraceRecord {
  readonly function: string
  readonly kind: 'query' | 'mutation'
  /** Left out in the line that says only that the function ran. */
  readonly access?: 'read' | 'write'
  /** In lower case. */
  readonly table?: string
}

/** The environment variable with the absolute path of the folder for those lines. */
export const TRACE_FOLDER = 'MIZAN_TRACE_FOLDER'
