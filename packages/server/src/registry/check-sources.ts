/** What an app is told to register: lists of objects that offer functions. What offers none by a slip is a mistake, not nothing. */
import { declarationOf, unusedDecoratorOf } from '../declare/declaration.ts'
import { collectMethods, type DeclarationSources } from './collect-functions.ts'
import type { DeclarationReport } from './declaration-report.ts'

/** What is usable of them; mistakes are reported. */
export function checkSources(
  given: { readonly modules: unknown; readonly instances: unknown },
  report: DeclarationReport,
): DeclarationSources {
  const modules = readObjects('modules', given.modules, report)
  const instances = readObjects('instances', given.instances, report)
  for (const instance of instances) {
    if (collectMethods(instance).length > 0) continue
    report.add(
      'createApp',
      `instances: ${nameOf(instance)} has no method under @client(options)`,
      'Exports of a module are registered with modules.',
    )
  }
  reportForgottenHandlers(modules, report)
  reportClassesWithoutInstance({ modules, instances }, report)
  return { modules, instances }
}

function readObjects(option: string, given: unknown, report: DeclarationReport): readonly object[] {
  const hint =
    option === 'modules'
      ? 'Write modules: [users], with import * as users from …'
      : 'Write instances: [new Users()].'
  if (!Array.isArray(given)) {
    report.add('createApp', `${option} is no list`, hint)
    return []
  }
  return given.filter((each: unknown, index): each is object => {
    const isObject = (typeof each === 'object' && each !== null) || typeof each === 'function'
    if (!isObject) report.add('createApp', `${option}[${index}] is no object`, hint)
    return isObject
  })
}

/** A class that is registered itself offers its static methods. */
function nameOf(instance: object): string {
  if (typeof instance === 'function') return `the class ${instance.name}`
  const name: unknown = (instance as { constructor?: { name?: unknown } }).constructor?.name
  return typeof name === 'string' && name !== 'Object' ? `an instance of ${name}` : 'an object'
}

function reportForgottenHandlers(modules: readonly object[], report: DeclarationReport): void {
  for (const [name, value] of modules.flatMap((module) => Object.entries(module))) {
    const unused = unusedDecoratorOf(value)
    if (unused === undefined) continue
    report.add(
      unused.place ?? name,
      `${name}: client(options) has no handler`,
      'Write client(options, (args, call) => …), or @client(options) on a method.',
    )
  }
}

/** The usual slip: the module is registered, the class in it has methods, nobody made an instance. */
function reportClassesWithoutInstance(
  { modules, instances }: DeclarationSources,
  report: DeclarationReport,
): void {
  for (const [name, value] of modules.flatMap((module) => Object.entries(module))) {
    if (typeof value !== 'function' || declarationOf(value) !== undefined) continue
    const prototype = (value as { prototype?: unknown }).prototype
    if (
      typeof prototype !== 'object' ||
      prototype === null ||
      instances.some((instance) => Object.prototype.isPrototypeOf.call(prototype, instance))
    )
      continue
    const [method] = collectMethods(prototype)
    if (method === undefined) continue
    report.add(
      method.place,
      `the class ${name} has @client methods, but no instance of it is registered`,
      `Add it: createApp({ instances: [new ${name}()] }).`,
    )
  }
}
