/** The workspace's figures, and tidying it: staff only, here and on the server. */
import { useArchiveDoneTasks, useWorkspaceUsage } from '../mizan/react.tsx'
import { toByteSize } from '../ui/byte-size.ts'
import { Icon } from '../ui/icon.tsx'
import { SkeletonLines } from '../ui/skeleton.tsx'
import { useToasts } from '../ui/toasts.tsx'

export function Usage() {
  const { data } = useWorkspaceUsage()
  const { mutate, isPending } = useArchiveDoneTasks()
  const { show, fail } = useToasts()
  const tidy = (): void => {
    mutate({}).then(({ archived }) => show(`${archived} finished tasks put away.`), fail)
  }
  return (
    <section className="card" data-private="usage">
      <header className="card-head">
        <h2 className="card-title">
          Workspace <span className="badge">Staff</span>
        </h2>
      </header>
      {data === undefined ? (
        <SkeletonLines count={3} />
      ) : (
        <dl className="legend">
          <Line label="Tasks" value={String(data.tasks)} />
          <Line label="Archived" value={String(data.archived_tasks)} />
          <Line label="Comments" value={String(data.comments)} />
          <Line label="Files" value={toByteSize(data.storage_bytes)} exact={`${data.storage_bytes} bytes`} />
        </dl>
      )}
      <button type="button" className="button button-wide" disabled={isPending} onClick={tidy}>
        <Icon name="archive" /> Archive finished tasks
      </button>
    </section>
  )
}

function Line({
  label,
  value,
  exact,
}: {
  readonly label: string
  readonly value: string
  readonly exact?: string
}) {
  return (
    <div title={exact}>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  )
}
