/** What every step of the story works with. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import type { BrowserWindow } from '../browser-window.ts'

export interface Stage {
  readonly url: string
  /** Where the story happens. */
  readonly window: BrowserWindow
  /** Somebody else's browser, which looks on. */
  readonly other: BrowserWindow
  /** Folder for pictures; none are taken without one. */
  readonly pictures: string | undefined
}

export interface Flight {
  readonly requests: number
  readonly targets: readonly string[]
  /** Entries by what became of them. */
  readonly effects: Readonly<Record<string, readonly string[]>>
}

export async function visit(window: BrowserWindow, address: string): Promise<void> {
  await window.page.goto(address)
  await window.page.locator('.account, .header .button-primary').waitFor()
  await window.page.waitForFunction(() => document.querySelector('.skeleton') === null)
  await window.settle()
  window.forgetRequests()
}

/** Goes on without loading the page again, as a link does. */
export async function follow(window: BrowserWindow, link: Locator): Promise<void> {
  await link.click()
  await window.page.waitForFunction(() => document.querySelector('.skeleton') === null)
  await window.settle()
}

/** Chooses one of the demo's people in the account menu. */
export async function signInAs(window: BrowserWindow, name: string): Promise<void> {
  const { page } = window
  await page.getByRole('button', { name: 'Account' }).click()
  await page.locator('.popover:popover-open .menu-item', { hasText: name }).click()
  await page.locator('.account .person-name', { hasText: name }).waitFor()
  await page.waitForFunction(() => document.querySelector('.skeleton') === null)
  await window.settle()
}

/** The latest mutation of the protocol panel, once it is over. */
export async function readFlight(page: Page, name: string): Promise<Flight> {
  const card = page.locator('.flights > li:first-child .flight')
  await page
    .locator(`.flights > li:first-child [data-flight="${name}"]:not([data-flight-status="started"])`)
    .waitFor()
  return card.evaluate((node) => {
    const effects: Record<string, string[]> = {}
    for (const group of node.querySelectorAll<HTMLElement>('[data-action]')) {
      const lines = [...group.querySelectorAll('li')]
      effects[group.dataset['action'] ?? ''] = lines.map(
        (line) => `${line.querySelector('code')?.textContent} | ${line.querySelector('small')?.textContent}`,
      )
    }
    return {
      requests: Number(node.querySelector<HTMLElement>('[data-requests]')?.dataset['requests']),
      targets: [...node.querySelectorAll('.targets li')].map((target) => target.textContent ?? ''),
      effects,
    }
  })
}

/** The mutation, and nothing else, went over the wire since the last `forgetRequests`. */
export function assertOneRequest({ requests }: BrowserWindow): void {
  assert.deepEqual(requests, ['POST call/'])
}

/** In both colour schemes. */
export async function takePicture({ pictures, window }: Stage, name: string): Promise<void> {
  if (pictures === undefined) return
  for (const colorScheme of ['dark', 'light'] as const) {
    await window.page.emulateMedia({ colorScheme })
    await window.page.screenshot({ path: join(pictures, `${name}-${colorScheme}.png`) })
  }
}
