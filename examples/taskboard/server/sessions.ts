/** Cookie sessions: the cookie is random, the table holds its hash only. */
import { createHash, randomBytes } from 'node:crypto'
import type { User } from '@mizan/server'
import { eq } from 'drizzle-orm'
import { reader, writer } from './database.ts'
import { sessions, users } from './schema.ts'

export const SESSION_COOKIE = 'taskboard_session'

const DAY_MS = 24 * 3_600_000
export const SESSION_AGE_MS = 30 * DAY_MS

/** Returns the token for the cookie. */
export function createSession(userId: number): string {
  const token = randomBytes(24).toString('base64url')
  writer()
    .insert(sessions)
    .values({ tokenHash: hashToken(token), userId, createdAt: new Date() })
    .run()
  return token
}

export function endSession(token: string): void {
  writer()
    .delete(sessions)
    .where(eq(sessions.tokenHash, hashToken(token)))
    .run()
}

/** Null for a token that is unknown or too old. */
export function readSessionUser(token: string): User | null {
  const row = reader()
    .select({ id: users.id, isStaff: users.isStaff, createdAt: sessions.createdAt })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(eq(sessions.tokenHash, hashToken(token)))
    .get()
  if (row === undefined || Date.now() - row.createdAt.getTime() > SESSION_AGE_MS) return null
  return { id: String(row.id), isStaff: row.isStaff, isSuperuser: false, permissions: [] }
}

function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
