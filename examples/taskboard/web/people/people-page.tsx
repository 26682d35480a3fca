/** Everybody, a page at a time. */
import { useState } from 'react'
import { UserContext, usePeopleList } from '../mizan/react.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Pager } from '../ui/pager.tsx'
import { SkeletonLines } from '../ui/skeleton.tsx'
import { ProfileCard } from './profile-card.tsx'

const LIMIT = 6

export function PeoplePage() {
  const [number, setNumber] = useState(1)
  const { data, error, refetch } = usePeopleList({ page: number, limit: LIMIT }, { keepPrevious: true })
  return (
    <section className="page">
      <header className="page-head">
        <h1>People</h1>
        <p className="muted">{data === undefined ? ' ' : `${data.total} in this workspace`}</p>
      </header>
      {error === undefined ? null : <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === undefined ? <SkeletonLines count={6} /> : null}
      <ul className="people-grid">
        {data?.user_ids.map((userId) => (
          <li key={userId} className="card">
            <UserContext user_id={userId}>
              <ProfileCard />
            </UserContext>
          </li>
        ))}
      </ul>
      {data === undefined ? null : (
        <Pager number={number} limit={LIMIT} total={data.total} onChange={setNumber} />
      )}
    </section>
  )
}
