/** A person's card; which person is said by the `UserContext` around it. */
import { useState } from 'react'
import { useCurrentUser, useUserProfile, useUserStats } from '../mizan/react.tsx'
import { toByteSize } from '../ui/byte-size.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { Icon } from '../ui/icon.tsx'
import { SkeletonLines } from '../ui/skeleton.tsx'
import { Avatar } from './avatar.tsx'
import { ProfileForm } from './profile-form.tsx'

const day = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric' })

export function ProfileCard() {
  const profile = useUserProfile()
  const { data: me } = useCurrentUser({})
  const [isEditing, setEditing] = useState(false)
  if (profile.error !== undefined) {
    return <ErrorNote error={profile.error} onRetry={() => void profile.refetch()} />
  }
  if (profile.data === undefined) return <SkeletonLines count={4} />
  const { user_id, name, handle, title, hue, is_staff, joined_at } = profile.data
  const mayEdit = me !== undefined && me !== null && (me.is_staff || me.user_id === user_id)
  return (
    <div className="profile" data-profile={user_id}>
      <div className="profile-head">
        <Avatar name={name} hue={hue} size="large" />
        <div>
          <p className="profile-name">
            {name} {is_staff ? <span className="badge">Staff</span> : null}
          </p>
          <p className="muted">
            @{handle} · {title}
          </p>
        </div>
        {mayEdit && !isEditing ? (
          <button
            type="button"
            className="button-icon"
            aria-label="Edit profile"
            onClick={() => setEditing(true)}
          >
            <Icon name="edit" />
          </button>
        ) : null}
      </div>
      {isEditing ? (
        <ProfileForm profile={profile.data} onDone={() => setEditing(false)} />
      ) : (
        <ProfileFigures joinedAt={joined_at} />
      )}
    </div>
  )
}

function ProfileFigures({ joinedAt }: { readonly joinedAt: Date }) {
  const { data } = useUserStats()
  return (
    <dl className="figures">
      <Figure label="Open" value={data?.open_tasks} />
      <Figure label="Done" value={data?.done_tasks} />
      <Figure label="Comments" value={data?.comments} />
      <div className="figure" title={data === undefined ? undefined : `${data.storage_bytes} bytes`}>
        <dt>Files</dt>
        <dd>{data === undefined ? '–' : toByteSize(data.storage_bytes)}</dd>
      </div>
      <p className="muted figure-note">Here since {day.format(joinedAt)}</p>
    </dl>
  )
}

function Figure({ label, value }: { readonly label: string; readonly value: number | undefined }) {
  return (
    <div className="figure">
      <dt>{label}</dt>
      <dd>{value ?? '–'}</dd>
    </div>
  )
}
