/** The options of `client` that are judged one by one: kinds of values, and what goes only with queries or only with mutations. */
import type { DeclaredOptions } from '../declare/declaration.ts'
import { suggestName } from '../declare/nearest-name.ts'
import { isReactContext } from '../declare/react-context.ts'
import type { FunctionReport } from './declaration-report.ts'

const KNOWN = [
  'context',
  'cache',
  'vary',
  'input',
  'output',
  'auth',
  'login',
  'fresh',
  'private',
  'rev',
  'route',
  'methods',
  'name',
  'doc',
  'deprecated',
  'errors',
  'affects',
  'scope',
  'merge',
  'example',
]

/** Reports what is wrong with single options; JavaScript and casts get past the compiler. */
export function checkOptions(options: DeclaredOptions, report: FunctionReport): void {
  for (const name of Object.keys(options)) {
    if (!KNOWN.includes(name)) report.add(`there is no option "${name}"`, suggestName(name, KNOWN))
  }
  checkContext(options, report)
  for (const name of ['private', 'deprecated', 'login', 'fresh'] as const) {
    if (options[name] !== undefined && typeof options[name] !== 'boolean')
      report.addAt(name, 'must be true or false')
  }
  for (const name of ['doc', 'name'] as const) {
    if (options[name] !== undefined && typeof options[name] !== 'string') report.addAt(name, 'must be a text')
  }
  if (options.cache !== undefined && !isPositive(options.cache))
    report.addAt('cache', 'must be a whole number of seconds above 0')
  if (options.vary !== undefined && !isListOfTexts(options.vary))
    report.addAt('vary', 'must be a list of names of vary inputs')
  if (options.rev !== undefined && !(Number.isSafeInteger(options.rev) && options.rev >= 0))
    report.addAt('rev', 'must be a whole number, 0 or above')
  if (options.context === undefined) checkMutation(options, report)
  else checkQuery(options, report)
}

function checkContext(options: DeclaredOptions, report: FunctionReport): void {
  if (Object.hasOwn(options, 'context') && !isReactContext(options.context)) {
    report.addAt('context', 'must be a ReactContext', IMPORT_CYCLE)
  }
}

export const IMPORT_CYCLE =
  'If it is undefined here, two modules import each other: declare the contexts in a module of their own.'

function checkQuery(options: DeclaredOptions, report: FunctionReport): void {
  for (const name of ['affects', 'merge', 'scope', 'login'] as const) {
    if (options[name] !== undefined)
      report.addAt(name, 'is for mutations: a query only reads', 'Leave out `context` to make it a mutation.')
  }
}

function checkMutation(options: DeclaredOptions, report: FunctionReport): void {
  for (const name of ['cache', 'rev', 'vary'] as const) {
    if (options[name] !== undefined)
      report.addAt(name, 'is for queries: give the function a `context`, or leave it out')
  }
  if (options.affects === undefined && options.merge === undefined && !Object.hasOwn(options, 'context')) {
    report.add(
      'a mutation must say what it makes stale',
      "Add affects: SomeContext (or a query), or affects: 'nothing'; a query needs a `context`.",
    )
  }
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}

function isPositive(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0
}
