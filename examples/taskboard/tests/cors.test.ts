/** The kernel in a page of another origin, in a real browser: it works where CORS lists the origin, and nowhere else (SPEC.md, CORS-3 to CORS-5, ID-20). */
import { build } from 'esbuild'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from './browser-window.ts'
import { type HostilePages, serveHostilePages } from './cross-origin/hostile-pages.ts'
import { type ListedApp, serveListedApp } from './cross-origin/listed-app.ts'

let browser: Browser
let context: BrowserContext
let pages: HostilePages
let app: ListedApp
/** Of the kernel, as a script that leaves `mizan` behind. */
let kernel: string

beforeAll(async () => {
  browser = await launchBrowser()
  context = await browser.newContext()
  pages = await serveHostilePages()
  app = await serveListedApp(pages.sameSite)
  const { outputFiles } = await build({
    stdin: { contents: "export * from '@mizan/client'", resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'mizan',
    conditions: ['mizan-source'],
  })
  kernel = outputFiles[0]?.text ?? ''
}, 60_000)

afterAll(async () => {
  await browser.close()
  pages.close()
  app.close()
})

test('a listed page signs in, writes with a CSRF token that it asked for, and reads', async () => {
  const { page, requests } = await openPage(pages.sameSite)
  expect(await useKernel(page, ['sign_in', 'write', 'notes'])).toEqual(['null', 'null', '["from the page"]'])
  expect(app.written).toEqual(['from the page'])
  // No cookie of another origin is read, even where the browser would show it.
  expect(await page.evaluate(() => document.cookie)).toContain('mizan_csrf=')
  expect(requests.filter((line) => !line.startsWith('OPTIONS'))).toEqual([
    'POST /call/',
    'POST /call/',
    'GET /session/',
    'POST /call/',
    'GET /ctx/notes/?_mizan_fn=notes',
  ])
})

test('a listed page with tokens() sends them past its preflight', async () => {
  const { page, requests } = await openPage(pages.sameSite)
  expect(await useKernel(page, ['sign_in', 'token', 'notes'], true)).toEqual([
    'null',
    'sent',
    '["from the page"]',
  ])
  expect(requests).toContain('POST /session/token/')
})

test('a page that is not listed reads nothing and does nothing, signed in or not', async () => {
  const { page } = await openPage(pages.otherSite)
  const before = [...app.written]
  expect(await useKernel(page, ['sign_in', 'write', 'notes'])).toEqual([
    'CONNECTION',
    'CONNECTION',
    'CONNECTION',
  ])
  expect(app.written).toEqual(before)
})

interface Opened {
  readonly page: Page
  /** Of the API, in order. */
  readonly requests: readonly string[]
}

async function openPage(origin: string): Promise<Opened> {
  const page = await context.newPage()
  const requests: string[] = []
  page.on('request', (request) => {
    if (request.url().startsWith(app.api))
      requests.push(`${request.method()} ${request.url().slice(app.api.length)}`)
  })
  await page.goto(origin)
  await page.addScriptTag({ content: kernel })
  return { page, requests }
}

/** Each step's result as JSON, or the code of what it failed with. `token` waits for the next request that has one. */
function useKernel(page: Page, steps: readonly string[], hasTokens = false): Promise<string[]> {
  return page.evaluate(
    async ({ api, names, withTokens }) => {
      const { browserEnvironment, createClient, deliverOnce, fetchQuery, tokens } = (
        globalThis as unknown as { readonly mizan: typeof import('@mizan/client') }
      ).mizan
      const sent: string[] = []
      const real = browserEnvironment()
      const own = createClient({
        baseUrl: api,
        credentials: 'include',
        retry: { attempts: 0 },
        plugins: withTokens ? [tokens()] : [],
        environment: {
          ...real,
          fetch: async (url, init) => {
            const answer = await real.fetch(url, init)
            if (new Headers(init.headers).has('X-Mizan-Token')) sent.push(url)
            return answer
          },
        },
      })
      const notes = { name: 'notes', context: 'notes', schema: '', params: {} }
      const run = async (name: string): Promise<unknown> => {
        if (name === 'notes') return fetchQuery(own, notes, { params: {} })
        if (name !== 'token') {
          const mutation = { name, schema: '', affects: ['notes'], deliver: deliverOnce }
          return own.mutate(mutation, name === 'write' ? { text: 'from the page' } : {})
        }
        while (sent.length === 0) await fetchQuery(own, notes, { params: {} })
        return undefined
      }
      const results: string[] = []
      for (const name of names)
        results.push(
          await run(name).then(
            (value) => (value === undefined ? 'sent' : JSON.stringify(value)),
            (error: { readonly code: string }) => error.code,
          ),
        )
      return results
    },
    { api: app.api, names: steps, withTokens: hasTokens },
  )
}
