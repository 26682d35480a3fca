/** Requests that a hostile page's own script makes. */
import type { Attack, Target } from './attack.ts'

interface FetchOptions {
  readonly method?: string
  readonly body?: string
  readonly credentials?: RequestCredentials
  readonly mode?: RequestMode
  readonly headers?: Record<string, string>
}

export const included = { credentials: 'include' } as const

/** `path` under the API. */
export function fetching(path: string, toOptions: (target: Target) => FetchOptions): Attack {
  return (page, target) =>
    page.evaluate(
      async ({ options, url }) => {
        try {
          const answer = await fetch(url, options)
          return answer.type === 'opaque' ? '' : `${answer.status} ${await answer.text()}`
        } catch {
          return ''
        }
      },
      { url: target.api + path, options: toOptions(target) },
    )
}

/** The call as a body of that type; without one the browser says text/plain. */
export function posting(type: string | undefined, options: FetchOptions): Attack {
  const headers = { ...(type && { 'Content-Type': type }), ...options.headers }
  return fetching('/call/', ({ call }) => ({ method: 'POST', body: call, ...options, headers }))
}

/** A script without an origin (`Origin: null`): it tries as JSON, and then as text. */
export const fromSandbox: Attack = (page, { api, call }) => {
  const options = { method: 'POST', credentials: 'include', body: call }
  const [url, asText, asJson] = [
    `${api}/call/`,
    options,
    { ...options, headers: { 'Content-Type': 'application/json' } },
  ].map((value) => JSON.stringify(value).replaceAll('<', String.raw`\u003c`))
  const script = `fetch(${url}, ${asJson}).catch(() => fetch(${url}, ${asText})).then((answer) => answer.text())
    .catch(() => '').then((text) => parent.postMessage(text, '*'))`
  return page.evaluate(
    (text) =>
      new Promise<string>((resolve) => {
        addEventListener('message', ({ data }) => resolve(String(data)), { once: true })
        const frame = document.createElement('iframe')
        frame.setAttribute('sandbox', 'allow-scripts')
        frame.srcdoc = `<script>${text}</script>`
        document.body.append(frame)
      }),
    script,
  )
}

/** Cookies do not know ports: a page of the same host may read what scripts may read there, and still cannot use it. */
export const withStolenToken: Attack = (page, target) =>
  page.evaluate(async ({ api, call }) => {
    const token = /(?:mizan_csrf|csrftoken)=([^;]+)/.exec(document.cookie)?.[1] ?? 'none'
    const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': token }
    try {
      const answer = await fetch(`${api}/call/`, {
        method: 'POST',
        credentials: 'include',
        body: call,
        headers,
      })
      return await answer.text()
    } catch {
      return ''
    }
  }, target)

/** Sent without anybody waiting for an answer. */
export const beacon: Attack = async (page, { api, call }) => {
  const url = `${api}/call/`
  const answered = page.waitForResponse(url)
  await page.evaluate(([to = '', body = '']) => void navigator.sendBeacon(to, body), [url, call])
  await answered
  return ''
}

/** JSON as a script: it must not run, nor leave anything behind. */
export const asScript: Attack = (page, { api }) =>
  page.evaluate(
    (url) =>
      new Promise<string>((resolve) => {
        const before = new Set(Object.keys(globalThis))
        const script = document.createElement('script')
        script.src = url
        const tell = () =>
          resolve(
            Object.keys(globalThis)
              .filter((name) => !before.has(name))
              .join(','),
          )
        script.addEventListener('load', tell)
        script.addEventListener('error', tell)
        document.body.append(script)
      }),
    `${api}/ctx/work/`,
  )

/** A window of the app that this page opened: what it shows is not this page's to see. */
export const opening: Attack = async (page, { api }) => {
  const opened = page.waitForEvent('popup')
  await page.evaluate((url) => void Object.assign(globalThis, { opened: open(url) }), `${api}/ctx/work/`)
  const popup = await opened
  await popup.waitForLoadState()
  const seen = await page.evaluate(() => {
    const { opened: other } = globalThis as unknown as { readonly opened: Window }
    try {
      return other.document.body.textContent ?? ''
    } catch {
      return ''
    }
  })
  await popup.close()
  return seen
}

/** The user follows a link: the browser sends the cookie along and the user sees the answer; the page that had the link is gone. */
export function navigating(path: string): Attack {
  return async (page, { api }) => {
    const url = api + path
    await Promise.all([page.waitForURL(url), page.evaluate((to) => location.assign(to), url)])
    return ''
  }
}
