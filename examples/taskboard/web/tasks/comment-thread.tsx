/** What was said, the latest page last; older pages are read one by one, each an entry of its own. */
import { useState } from 'react'
import { type Comment, useCurrentUser, useRemoveComment, useTaskComments } from '../mizan/react.tsx'
import { PersonPopover } from '../people/person-popover.tsx'
import { Icon } from '../ui/icon.tsx'
import { RelativeTime } from '../ui/relative-time.tsx'
import { SkeletonLines } from '../ui/skeleton.tsx'
import { useToasts } from '../ui/toasts.tsx'

export const COMMENT_LIMIT = 5

export function CommentThread({ taskId }: { readonly taskId: number }) {
  const { data } = useTaskComments()
  const [shownPages, setShownPages] = useState(1)
  if (data === undefined) return <SkeletonLines count={4} />
  const older = Array.from({ length: shownPages - 1 }, (_, index) => shownPages - index)
  return (
    <section className="thread" aria-label="Comments">
      <h3 className="section-title">
        Comments <span className="muted">{data.total}</span>
      </h3>
      {data.total > shownPages * COMMENT_LIMIT ? (
        <button type="button" className="link" onClick={() => setShownPages(shownPages + 1)}>
          Show earlier comments
        </button>
      ) : null}
      {older.map((page) => (
        <OlderComments key={page} taskId={taskId} page={page} />
      ))}
      <CommentItems comments={data.items} />
      {data.total === 0 ? <p className="muted">Nobody has said anything yet.</p> : null}
    </section>
  )
}

function OlderComments({ taskId, page }: { readonly taskId: number; readonly page: number }) {
  const { data } = useTaskComments({ task_id: taskId, limit: COMMENT_LIMIT, page })
  return data === undefined ? <SkeletonLines count={4} /> : <CommentItems comments={data.items} />
}

function CommentItems({ comments }: { readonly comments: readonly Comment[] }) {
  const { data: me } = useCurrentUser()
  const { mutate: remove } = useRemoveComment()
  const { fail } = useToasts()
  return (
    <ul className="comments">
      {comments.map(({ comment_id, author_id, body, created_at }) => (
        <li key={comment_id} className="comment">
          <header>
            <PersonPopover userId={author_id} />
            <RelativeTime at={created_at} />
            {me?.user_id === author_id || me?.is_staff === true ? (
              <button
                type="button"
                className="button-icon comment-remove"
                aria-label="Remove comment"
                onClick={() => void remove({ comment_id }).catch(fail)}
              >
                <Icon name="trash" />
              </button>
            ) : null}
          </header>
          <p>{body}</p>
        </li>
      ))}
    </ul>
  )
}
