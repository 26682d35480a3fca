/** Names in a document (SPEC.md, Names; IR.md, Nodes). */
import { isName } from '../../values/name.ts'

/** The problem of a name that is none. */
export const nameRule = 'is no name: a letter, then letters, digits and underscores, at most 128'

/** Names of types follow the rule of all others: generators make identifiers of them. */
export const isTypeName = isName

/** `NAME.schema`, `NAME.validate`, `NAME.submit`: the only names with a dot. */
export function isFormFunctionName(name: string): boolean {
  const [form = '', part = '', ...more] = name.split('.')
  return isName(form) && ['schema', 'validate', 'submit'].includes(part) && more.length === 0
}

/** Codes of declared errors. */
export function isErrorCode(code: string): boolean {
  return /^[A-Z][A-Z0-9_]{0,127}$/.test(code)
}

export function isAuth(auth: string): boolean {
  return ['authenticated', 'staff', 'superuser', 'custom'].includes(auth) || /^perm:./su.test(auth)
}
