/** A person wherever one is mentioned. Every one of these reads its own entry of the `user` context. */
import { useUserProfile } from '../mizan/react.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { Avatar } from './avatar.tsx'

interface PersonProps {
  readonly userId: number
  readonly shows?: 'both' | 'avatar' | 'name'
}

export function Person({ userId, shows = 'both' }: PersonProps) {
  const { data } = useUserProfile({ user_id: userId })
  if (data === undefined)
    return <Skeleton width={shows === 'avatar' ? 20 : 84} height={shows === 'avatar' ? 20 : 12} />
  return (
    <span className="person" data-user={userId} title={shows === 'avatar' ? data.name : undefined}>
      {shows === 'name' ? null : <Avatar name={data.name} hue={data.hue} />}
      {shows === 'avatar' ? (
        <span className="unseen">{data.name}</span>
      ) : (
        <span className="person-name">{data.name}</span>
      )}
    </span>
  )
}
