/** The reader's desk, and what happened in the workspace. */
import { useState } from 'react'
import { useActivityFeed, useCurrentUser } from '../mizan/react.tsx'
import { Person } from '../people/person.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Pager } from '../ui/pager.tsx'
import { SkeletonLines } from '../ui/skeleton.tsx'
import { ActivityList } from './activity-list.tsx'
import { MyWork } from './my-work.tsx'
import { Notifications } from './notifications.tsx'
import { ProjectOverview } from './project-overview.tsx'
import { Usage } from './usage.tsx'

const LIMIT = 10

export function HomePage() {
  const { data: me } = useCurrentUser()
  return (
    <section className="page">
      <header className="page-head">
        <h1>
          {me === null || me === undefined ? (
            'Welcome'
          ) : (
            <>
              Good day, <Person userId={me.user_id} shows="name" />
            </>
          )}
        </h1>
        <p className="muted">
          {me === null
            ? 'You are looking around as a guest. Sign in to change things.'
            : 'What is on your desk today.'}
        </p>
      </header>
      <ProjectOverview />
      <div className="columns">
        <div>
          {/* A key: what one person unfolded or filtered is nothing to the next. */}
          {me === null || me === undefined ? null : <MyWork key={me.user_id} />}
          <h2 className="section-title">Activity</h2>
          <Feed />
        </div>
        {me === null || me === undefined ? null : (
          <aside>
            <Notifications key={me.user_id} />
            {me.is_staff ? <Usage /> : null}
          </aside>
        )}
      </div>
    </section>
  )
}

function Feed() {
  const [number, setNumber] = useState(1)
  const { data, error, refetch } = useActivityFeed({ page: number, limit: LIMIT }, { keepPrevious: true })
  if (error !== undefined) return <ErrorNote error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <SkeletonLines count={8} />
  return (
    <>
      <ActivityList items={data.items} />
      <Pager number={number} limit={LIMIT} total={data.total} onChange={setNumber} />
    </>
  )
}
