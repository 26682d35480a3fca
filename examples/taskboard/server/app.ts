/** The app that `main.ts` serves and `mizan generate` reads. Importing it opens nothing. */
import { randomBytes } from 'node:crypto'
import { createApp } from '@mizan/server'
import * as activity from './activity.ts'
import * as boards from './boards.ts'
import * as comments from './comments.ts'
import { inTransaction } from './database.ts'
import * as projects from './projects.ts'
import * as session from './session.ts'
import { loadUser, sessions } from './sessions.ts'
import * as tasks from './tasks.ts'
import * as users from './users.ts'
import * as work from './work.ts'
import * as workspace from './workspace.ts'

const edge = process.env['TASKBOARD_EDGE']

export const app = createApp({
  modules: [session, users, projects, boards, tasks, comments, work, activity, workspace],
  transaction: inTransaction,
  loadUser,
  sessions: { store: sessions },
  // One process serves the demo, so its secrets may end with it: then pages learn new names for people, and ask for new CSRF tokens.
  secrets: {
    cache: secretOf('TASKBOARD_SECRET'),
    session: secretOf('TASKBOARD_SESSION_SECRET'),
    edge: secretOf('TASKBOARD_EDGE_SECRET'),
  },
  // `npm run demo -- --edge`: pages come from there.
  ...(edge !== undefined && { edges: [{ url: edge }], trustedOrigins: [edge] }),
})

function secretOf(name: string): string {
  return process.env[name] ?? randomBytes(32).toString('hex')
}
