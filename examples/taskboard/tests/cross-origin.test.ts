/** Pages of other origins, in a real browser, against who is signed in: nothing changes, and they learn nothing (SPEC.md, Origins, ID-18, ID-20). */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from './browser-window.ts'
import type { Attack } from './cross-origin/attack.ts'
import { CALL_ATTACKS, READ_ATTACKS } from './cross-origin/attacks.ts'
import { type HostilePages, serveHostilePages } from './cross-origin/hostile-pages.ts'
import { readRows } from './cross-origin/read-rows.ts'
import { BACKENDS, startTaskboard, type TaskboardProcess } from './taskboard-process.ts'

const ELENA = 5
const RENAME = JSON.stringify({ fn: 'update_profile', args: { user_id: ELENA, name: 'Mallory', title: '' } })
/** Who is signed in by somebody else writes into somebody else's account. */
const LOGIN = JSON.stringify({ fn: 'sign_in', args: { user_id: 2 } })

let browser: Browser
let hostile: HostilePages
/** A front end of one empty page. */
const web = mkdtempSync(join(tmpdir(), 'taskboard-web-'))

beforeAll(async () => {
  writeFileSync(join(web, 'index.html'), '<!doctype html><title>own</title>')
  browser = await launchBrowser()
  hostile = await serveHostilePages()
})

afterAll(async () => {
  await browser.close()
  hostile.close()
  rmSync(web, { recursive: true })
})

/** A browser with a page of the app, and one of somebody else. */
interface Visitor {
  readonly own: Page
  readonly page: Page
  /** POSTs that were answered as done. */
  readonly done: string[]
  readonly userId: number | undefined
}

describe.each(BACKENDS)('%s', (backend) => {
  let taskboard: TaskboardProcess
  let elena: Visitor
  let guest: Visitor

  beforeAll(async () => {
    taskboard = await startTaskboard({ backend, web })
    elena = await openVisitor(taskboard.url, ELENA)
    guest = await openVisitor(taskboard.url, undefined)
  }, 120_000)

  afterAll(async () => {
    for (const visitor of [elena, guest]) await visitor?.own.context().close()
    await taskboard?.stop()
  })

  async function tryAttack(
    visitor: Visitor,
    from: 'otherSite' | 'sameSite',
    attempt: Attempt,
  ): Promise<void> {
    const { done, own, page, userId } = visitor
    const { attack, call } = attempt
    const before = readRows(taskboard.folder)
    await page.goto(hostile[from])
    expect(await attack(page, { api: `${taskboard.url}/api/mizan`, call })).toBe('')
    expect(done).toEqual([])
    expect(readRows(taskboard.folder)).toEqual(before)
    expect(await whoIs(own)).toBe(userId)
  }

  describe.each(['sameSite', 'otherSite'] as const)('from a page of the %s', (from) => {
    test.each(Object.entries(CALL_ATTACKS))('%s: nothing is done', { timeout: 20_000 }, async (_, attack) => {
      for (const call of [RENAME, LOGIN]) await tryAttack(elena, from, { attack, call })
      await tryAttack(guest, from, { attack, call: LOGIN })
    })

    test.each(Object.entries(READ_ATTACKS))('%s: nothing is read', { timeout: 20_000 }, (_, attack) =>
      tryAttack(elena, from, { attack, call: RENAME }),
    )
  })

  test('the same calls from the app’s own page are done', async () => {
    const before = readRows(taskboard.folder)
    expect(await callAsPage(elena.own, RENAME)).toBe(200)
    expect(readRows(taskboard.folder)).not.toEqual(before)
    expect(await callAsPage(guest.own, LOGIN)).toBe(200)
    expect(await whoIs(guest.own)).toBe(2)
  })
})

interface Attempt {
  readonly attack: Attack
  readonly call: string
}

async function openVisitor(url: string, userId: number | undefined): Promise<Visitor> {
  const context = await browser.newContext()
  const [own, page] = [await context.newPage(), await context.newPage()]
  const done: string[] = []
  page.setDefaultTimeout(10_000)
  page.on('response', (response) => {
    if (response.request().method() === 'POST' && response.ok()) done.push(response.url())
  })
  await own.goto(url)
  if (userId !== undefined)
    expect(await callAsPage(own, JSON.stringify({ fn: 'sign_in', args: { user_id: userId } }))).toBe(200)
  expect(await whoIs(own)).toBe(userId)
  return { own, page, done, userId }
}

/** As the kernel sends it; answers the status. */
function callAsPage(page: Page, body: string): Promise<number> {
  return page.evaluate(async (call) => {
    const token = /(?:mizan_csrf|csrftoken)=([^;]+)/.exec(document.cookie)?.[1]
    const headers = { 'Content-Type': 'application/json', ...(token && { 'X-CSRFToken': token }) }
    return (await fetch('/api/mizan/call/', { method: 'POST', body: call, headers })).status
  }, body)
}

function whoIs(page: Page): Promise<unknown> {
  return page.evaluate(async () => {
    const bundle = (await (await fetch('/api/mizan/ctx/session/')).json()) as {
      readonly current_user: { readonly user_id: number } | null
    }
    return bundle.current_user?.user_id
  })
}
