/** Where a declaration stands in the user's source, for messages and logs (IR.md, Declaration errors). Best effort: undefined where an engine gives no stack. */

const V8_FRAME = /^\s*at (?:async )?(?:.*? \()?(.+?):(\d+)(?::\d+)?\)?$/
const OTHER_FRAME = /^(?:[^@]*@)?(.+?):(\d+)(?::\d+)?$/

/** `file:line` of the code that called `caller`. */
export function readPlace(caller: (...args: never[]) => unknown): string | undefined {
  const holder: { stack?: string } = {}
  if (typeof Error.captureStackTrace === 'function') {
    Error.captureStackTrace(holder, caller)
    return placeOfFrame(framesOf(holder.stack)[0])
  }
  // Engines without captureStackTrace: the frames of this function and of `caller` come first.
  return placeOfFrame(framesOf(new Error('place').stack)[2])
}

/** One line of a stack → `file:line`, relative to the working directory where there is one. */
export function placeOfFrame(frame: string | undefined): string | undefined {
  const found = frame === undefined ? null : (V8_FRAME.exec(frame) ?? OTHER_FRAME.exec(frame.trim()))
  const file = found?.[1]
  const line = found?.[2]
  if (file === undefined || line === undefined || file.startsWith('node:') || file === 'native')
    return undefined
  return `${shortenFile(file)}:${line}`
}

function framesOf(stack: string | undefined): string[] {
  return (stack ?? '')
    .split('\n')
    .filter((line) => V8_FRAME.test(line) || (line.includes('@') && OTHER_FRAME.test(line.trim())))
}

function shortenFile(file: string): string {
  const path = file.replace(/^file:\/\//, '').replace(/[?#].*$/, '')
  const root = workingDirectory()
  return root !== undefined && path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path
}

/** Workers have no process, browsers no directory. */
function workingDirectory(): string | undefined {
  const host = (globalThis as { process?: { cwd?: () => string } }).process
  try {
    return host?.cwd?.()
  } catch {
    return undefined
  }
}
