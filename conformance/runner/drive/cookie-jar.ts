/** Cookies of one case, as a browser keeps them: enough to stay signed in. */
import type { Answer } from './answer.ts'

export class CookieJar {
  readonly #values = new Map<string, string>()

  take(answer: Answer): void {
    for (const [name, value] of answer.headers) {
      if (name.toLowerCase() !== 'set-cookie') continue
      const [pair = '', ...attributes] = value.split(';')
      const at = pair.indexOf('=')
      const key = pair.slice(0, at).trim()
      if (isGone(attributes)) this.#values.delete(key)
      else this.#values.set(key, pair.slice(at + 1).trim())
    }
  }

  get(name: string): string | undefined {
    return this.#values.get(name)
  }

  toHeader(): string {
    return [...this.#values].map(([name, value]) => `${name}=${value}`).join('; ')
  }
}

function isGone(attributes: readonly string[]): boolean {
  return attributes.some((attribute) => {
    const [name = '', value = ''] = attribute.trim().split('=')
    if (name.toLowerCase() === 'max-age') return Number(value) <= 0
    return name.toLowerCase() === 'expires' && Date.parse(value) <= Date.now()
  })
}
