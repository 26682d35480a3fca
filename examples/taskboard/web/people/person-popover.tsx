/** A mention that opens the person's card. */
import { UserContext } from '../mizan/react.tsx'
import { Popover } from '../ui/popover.tsx'
import { Person } from './person.tsx'
import { ProfileCard } from './profile-card.tsx'

interface PersonPopoverProps {
  readonly userId: number
  readonly shows?: 'both' | 'avatar' | 'name'
}

export function PersonPopover({ userId, shows = 'both' }: PersonPopoverProps) {
  return (
    <Popover
      label="Show profile"
      triggerClassName="person-trigger"
      trigger={<Person userId={userId} shows={shows} />}
    >
      {() => (
        <UserContext user_id={userId}>
          <ProfileCard />
        </UserContext>
      )}
    </Popover>
  )
}
