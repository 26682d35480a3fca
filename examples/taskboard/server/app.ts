/** The app that `main.ts` serves and `mizan generate` reads. Importing it opens nothing. */
import { randomBytes } from 'node:crypto'
import { createApp } from '@mizan/server'
import * as activity from './activity.ts'
import * as boards from './boards.ts'
import * as comments from './comments.ts'
import { inTransaction } from './database.ts'
import * as projects from './projects.ts'
import * as session from './session.ts'
import { readSessionUser, SESSION_COOKIE } from './sessions.ts'
import * as tasks from './tasks.ts'
import * as users from './users.ts'
import * as work from './work.ts'
import * as workspace from './workspace.ts'

export const app = createApp({
  modules: [session, users, projects, boards, tasks, comments, work, activity, workspace],
  transaction: inTransaction,
  resolveUser: ({ cookies }) => {
    const token = cookies.get(SESSION_COOKIE)
    return token === undefined ? null : readSessionUser(token)
  },
  // One process serves the demo, so its secret may end with it.
  secrets: { cache: process.env['TASKBOARD_SECRET'] ?? randomBytes(32).toString('hex') },
})
