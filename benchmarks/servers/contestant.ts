/** What each server program offers to the harness: a port, and how its own clients would ask. */

/** One HTTP request as the framework's own client sends it. */
export interface Asking {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** A question with the part of the answer that the workload wants: the result without the framework's envelope. */
export interface Question {
  readonly asking: Asking
  readonly unwrap: (body: unknown) => unknown
}

export interface Contestant {
  /** Listens on 127.0.0.1 and answers the port. */
  listen(): Promise<number>
  readonly noop: Question
  readonly echo: Question
  /** The page of five queries, asked in as many requests as the framework needs. */
  readonly page: readonly Question[]
}

/** For a server of which nothing but its page is measured. */
export function onlyPage(listen: () => Promise<number>, page: Question): Contestant {
  return { listen, noop: page, echo: page, page: [page] }
}

export const JSON_HEADERS = { 'content-type': 'application/json' }

/** A POST of JSON whose answer is the result itself. */
export function postJson(
  path: string,
  body: unknown,
  unwrap = (answer: unknown): unknown => answer,
): Question {
  return { asking: { method: 'POST', path, headers: JSON_HEADERS, body: JSON.stringify(body) }, unwrap }
}

export function getJson(path: string, unwrap = (answer: unknown): unknown => answer): Question {
  return { asking: { method: 'GET', path, headers: {} }, unwrap }
}
