/** Who is signed in, in a file beside the data's: a session begins inside a transaction of the data, and must not wait for it. */
import type { SessionStore, User } from '@mizan/server'
import { eq } from 'drizzle-orm'
import { reader } from './database.ts'
import { users } from './schema.ts'

let opened: SessionStore | undefined

/** Beside `database`, the file of the data. */
export async function openSessions(database: string): Promise<void> {
  const { createSqliteSessionStore } = await import('@mizan/store-sqlite')
  opened = createSqliteSessionStore({ path: `${database.replace(/\.sqlite$/, '')}-sessions.sqlite` })
}

export function closeSessions(): void {
  void opened?.close()
  opened = undefined
}

/** The app is made before the file is open. */
export const sessions: SessionStore = {
  create: (...session) => store().create(...session),
  read: (key) => store().read(key),
  touch: (...life) => store().touch(...life),
  replace: (...session) => store().replace(...session),
  rotate: (...change) => store().rotate(...change),
  delete: (key) => store().delete(key),
  close: closeSessions,
}

/** Null for somebody who is not there any more. */
export function loadUser(id: string): User | null {
  const row = reader()
    .select({ isStaff: users.isStaff })
    .from(users)
    .where(eq(users.id, Number(id)))
    .get()
  return row === undefined ? null : { id, isStaff: row.isStaff, isSuperuser: false, permissions: [] }
}

function store(): SessionStore {
  if (opened === undefined) throw new Error('The sessions are not open: call openSessions(database) first.')
  return opened
}
