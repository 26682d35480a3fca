/** What an app writes against generated code. Never run: it compiles, and what is marked as wrong does not. */
import { createClient } from '@mizan/client'
import {
  ArchiveContext,
  type Folder,
  MizanProvider,
  type SaveSettingsError,
  SessionContext,
  saveSettings,
  useLogin,
  usePing,
  useSaveSettings,
  useSearchArchive,
  useSuspenseSearchArchive,
} from '../golden/everything/out/react.js'

export function Page() {
  return (
    <MizanProvider baseUrl="/api/mizan">
      <ArchiveContext owner="o" ids={[1n]} after={new Date(0)}>
        <SessionContext>
          <Results />
        </SessionContext>
      </ArchiveContext>
      {/* @ts-expect-error -- a required param is missing */}
      <ArchiveContext owner="o" />
      {/* @ts-expect-error -- a param of another type */}
      <ArchiveContext owner="o" ids={['1']} />
    </MizanProvider>
  )
}

function Results() {
  const fromProvider = useSearchArchive()
  const byItself = useSearchArchive({ owner: 'o', ids: [], limit: 5 })
  const { data } = useSuspenseSearchArchive({ owner: 'o', ids: [] })
  const folder: Folder | undefined = fromProvider.data?.folder ?? byItself.data?.folder
  const size: bigint | undefined = data.events.flatMap((event) =>
    event.kind === 'moved' ? [event.size] : [],
  )[0]
  const changed: Date = data.folder.changed_at
  const ping: null | undefined = usePing().data
  // @ts-expect-error -- a datetime is a Date, no string
  const wrong: string = data.folder.changed_at
  return [folder?.name, size, changed.toISOString(), ping, wrong].join()
}

export function Form() {
  const save = useSaveSettings()
  const login = useLogin()
  const start = async () => {
    await save.mutate({ owner: 'o', settings: { tags: [] } })
    // @ts-expect-error -- a member without a default is missing
    await save.mutate({ owner: 'o', settings: {} })
    // @ts-expect-error -- no such member
    await save.mutate({ owner: 'o', settings: { tags: [] }, colour: 'red' })
    const { expires_at: expiresAt } = await login.mutate({})
    return expiresAt.getTime()
  }
  return <button onClick={() => void start()}>{save.error === undefined ? '' : explain(save.error)}</button>
}

/** Every code has its details; a code that nobody declared does not exist. */
export function explain(error: SaveSettingsError): string {
  switch (error.code) {
    case 'LOCKED':
      return error.details.until.toISOString()
    case 'NAME_TAKEN':
      return error.details.suggestion
    case 'TOO_LATE':
    case 'VALIDATION_FAILED':
      return error.message
    // @ts-expect-error -- nobody declared this code
    case 'NO_SUCH_CODE':
      return ''
    default:
      return error.code
  }
}

export async function withoutReact(): Promise<Date> {
  const client = createClient({ baseUrl: '/api/mizan' })
  const settings = await saveSettings(client, { owner: 'o', settings: { tags: [], quota: 5n } })
  return settings.since
}
