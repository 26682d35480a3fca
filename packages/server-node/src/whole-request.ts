/** node's request, for the servers of this package: a body that came in one piece with its head needs no stream. */
import { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'

const READY = Promise.resolve()

/** Like every other request to whoever reads it as a stream, as long as `whenWhole` was not called or did not find it whole. */
export class WholeRequest extends IncomingMessage {
  // Not initialised: a field that is would be defined on every request anew.
  declare private isKeeping: boolean | undefined
  declare isTaken: boolean | undefined
  declare private isEnded: boolean | undefined
  declare private kept: Buffer | undefined

  /**
   * Calls back in the microtask after the head: node tells of a request before it looks at the bytes behind its head, and by
   * then it has. With the body of `length` bytes, which is out of the stream then, or with nothing when some is still to come.
   */
  whenWhole(length: number, callback: (body: Buffer | undefined) => void): void {
    this.isKeeping = true
    // A reaction of a promise, so that whatever follows a request through asynchronous code follows it here.
    void READY.then(() => callback(this.#takeKept(length)))
  }

  override push(chunk: Buffer | null, encoding?: BufferEncoding): boolean {
    if (this.isTaken === true) return true
    if (this.isKeeping !== true) return super.push(chunk, encoding)
    if (chunk === null) this.isEnded = true
    else this.kept = this.kept === undefined ? chunk : Buffer.concat([this.kept, chunk])
    return true
  }

  #takeKept(length: number): Buffer | undefined {
    const { kept } = this
    this.isKeeping = false
    this.kept = undefined
    if (kept?.length === length) {
      this.isTaken = true
      // As reading would: or node thinks that nobody wants it, and drains what is not there.
      this._read(0)
      return kept
    }
    if (kept !== undefined) super.push(kept)
    if (this.isEnded === true) super.push(null)
    return undefined
  }
}

// A body that was taken is at its end: until then node keeps a request in the memory of its connection.
Object.defineProperty(WholeRequest.prototype, 'readableEnded', {
  get(this: WholeRequest) {
    return this.isTaken === true || Reflect.get(Readable.prototype, 'readableEnded', this)
  },
})
