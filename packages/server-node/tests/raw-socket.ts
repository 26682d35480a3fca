/** Bytes to a server and its bytes back: what no HTTP client would send. */
import { connect, type Socket } from 'node:net'

export interface RawSocket {
  readonly socket: Socket
  send(text: string): void
  /** Everything that came until `part` stood in it, or until the server closed. */
  until(part: string): Promise<string>
  /** Everything that came until the server closed. */
  closed(): Promise<string>
}

export async function openRaw(url: string): Promise<RawSocket> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  let received = ''
  let isClosed = false
  let notify = (): void => undefined
  socket.setEncoding('latin1')
  socket.on('data', (chunk: string) => {
    received += chunk
    notify()
  })
  socket.on('error', () => undefined)
  socket.on('close', () => {
    isClosed = true
    notify()
  })
  await new Promise<void>((resolve) => {
    socket.once('connect', () => resolve())
  })
  const waitFor = (isDone: () => boolean): Promise<string> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (isDone() || isClosed) resolve(received)
      }
      notify = check
      check()
    })
  return {
    socket,
    send: (text) => void socket.write(text, 'latin1'),
    until: (part) => waitFor(() => received.includes(part)),
    closed: () => waitFor(() => false),
  }
}

/** Status lines in the order they came. */
export function statusesOf(text: string): readonly string[] {
  return [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((match) => match[1] ?? '')
}

/** The envelope of the last answer. */
export function envelopeOf(text: string): {
  readonly error: { readonly code: string; readonly message: string }
} {
  return JSON.parse(text.slice(text.lastIndexOf('\r\n\r\n') + 4)) as {
    error: { code: string; message: string }
  }
}
