/** The current person, and becoming another one. */
import { useCurrentUser, usePeopleList, useSignIn, useSignOut } from '../mizan/react.tsx'
import { Person } from '../people/person.tsx'
import { Icon } from '../ui/icon.tsx'
import { Popover } from '../ui/popover.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { useToasts } from '../ui/toasts.tsx'

export function AccountMenu() {
  const { data: me } = useCurrentUser()
  if (me === undefined) return <Skeleton width={96} height={28} />
  return (
    <Popover
      label="Account"
      triggerClassName={me === null ? 'button button-primary' : 'account'}
      trigger={me === null ? 'Sign in' : <Person userId={me.user_id} />}
    >
      {(close) => <AccountList currentId={me?.user_id} close={close} />}
    </Popover>
  )
}

interface AccountListProps {
  readonly currentId: number | undefined
  readonly close: () => void
}

function AccountList({ currentId, close }: AccountListProps) {
  const { data: people } = usePeopleList({})
  const { mutate: signIn, isPending } = useSignIn()
  const { mutate: signOut } = useSignOut()
  const { fail } = useToasts()
  return (
    <div className="menu" role="menu">
      <p className="menu-title">{currentId === undefined ? 'Continue as' : 'Switch to'}</p>
      {people?.user_ids.map((userId) => (
        <button
          key={userId}
          type="button"
          role="menuitemradio"
          aria-checked={userId === currentId}
          className="menu-item"
          disabled={isPending}
          onClick={() => void signIn({ user_id: userId }).then(close, fail)}
        >
          <Person userId={userId} />
          {userId === currentId ? <Icon name="check" /> : null}
        </button>
      ))}
      {currentId === undefined ? null : (
        <button
          type="button"
          role="menuitem"
          className="menu-item menu-item-last"
          onClick={() => void signOut().then(close, fail)}
        >
          <Icon name="signOut" /> Sign out
        </button>
      )}
    </div>
  )
}
