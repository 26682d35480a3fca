/** What a page of another origin tries with the cookies of who looks at it. */
import type { Page } from 'playwright-core'

export interface Target {
  /** Of the app: `http://127.0.0.1:4870/api/mizan`. */
  readonly api: string
  /** Body of a call that whoever looks may make, with what the attacker wants. */
  readonly call: string
}

/** Answers what the page got to know; an empty text is nothing. */
export type Attack = (page: Page, target: Target) => Promise<string>
