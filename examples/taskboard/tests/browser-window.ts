/** A window of a real browser that remembers its requests and its complaints. */
import { type Browser, type BrowserContext, chromium, type Page, type Request } from 'playwright-core'

/** What Debian's Chromium needs to run without a desktop, and to keep to itself. */
const FLAGS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
]

const API = '/api/mizan/'

/** Chromium complains of every 4xx. The story causes one on purpose. */
const EXPECTED_COMPLAINTS = [/\/call\/ .* status of 409/]

export interface BrowserWindow {
  readonly page: Page
  /** `POST call/`, `GET ctx/user/?user_id=5`: since the last `forgetRequests`. */
  readonly requests: readonly string[]
  readonly complaints: readonly string[]
  forgetRequests(): void
  /** No request is under way and what came has been drawn. */
  settle(): Promise<void>
  close(): Promise<void>
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium', args: FLAGS })
}

/** With cookies of its own, like another person's browser. */
export async function openWindow(
  browser: Browser,
  colorScheme: 'light' | 'dark' = 'light',
): Promise<BrowserWindow> {
  const context = await browser.newContext({
    viewport: { width: 1600, height: 960 },
    colorScheme,
    locale: 'en-GB',
  })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  return watch(context, page)
}

function watch(context: BrowserContext, page: Page): BrowserWindow {
  let requests: string[] = []
  const complaints: string[] = []
  const underWay = new Set<Request>()
  page.on('request', (request) => {
    const at = request.url().indexOf(API)
    if (at < 0) return
    underWay.add(request)
    requests.push(`${request.method()} ${request.url().slice(at + API.length)}`)
  })
  page.on('requestfinished', (request) => underWay.delete(request))
  page.on('requestfailed', (request) => underWay.delete(request))
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return
    const complaint = `${message.location().url} ${message.text()}`
    if (!EXPECTED_COMPLAINTS.some((pattern) => pattern.test(complaint))) complaints.push(complaint)
  })
  return {
    page,
    get requests() {
      return requests
    },
    complaints,
    forgetRequests: () => {
      requests = []
    },
    settle: async () => {
      do await drawFrames(page)
      while (underWay.size > 0)
    },
    close: () => context.close(),
  }
}

/** Two frames: state set by the first is on screen, and has asked for what it needs, by the second. */
function drawFrames(page: Page): Promise<void> {
  return page.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  )
}
