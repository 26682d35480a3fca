/** The screen on Mizan: a bundle and three slices; the answer of the mutation brings the bundle. */
import {
  beginInOrder,
  bringAnswer,
  browserEnvironment,
  type Client,
  type ContextDescriptor,
  createClient,
  deliverOnce,
  type MutationDescriptor,
  type QueryDescriptor,
  type Reader,
} from '@mizan/client'
import { client, createApp, ReactContext } from '@mizan/server'
import { OUTPUTS, PROJECT_ID, ProjectInput, type ProjectStore, RenameInput } from './project-store.ts'
import type { Screen } from './screen.ts'
import { SlowNetwork, type Traffic } from './slow-network.ts'

const BASE_URL = 'http://127.0.0.1/api/mizan'

export class MizanScreen implements Screen {
  readonly #network: SlowNetwork
  readonly #client: Client
  readonly #readers: readonly Reader[]
  readonly #stops: (() => void)[] = []
  readonly #listeners = new Set<() => void>()
  #mutations = 0

  constructor(store: ProjectStore, latencyMs: number) {
    const app = createMizanApp(store)
    this.#network = new SlowNetwork((request) => app.fetch(request), latencyMs)
    this.#client = createClient({
      baseUrl: BASE_URL,
      environment: { ...browserEnvironment(), fetch: this.#network.fetch },
    })
    this.#readers = CONTEXTS.map((context) =>
      this.#client.readContext(context, context.name === 'project' ? { project_id: PROJECT_ID } : {}),
    )
  }

  async open(): Promise<void> {
    for (const reader of this.#readers)
      this.#stops.push(reader.subscribe(() => this.#listeners.forEach((listener) => listener())))
    await Promise.all(this.#readers.map((reader) => reader.load()))
  }

  rename(name: string): void {
    this.#mutations++
    void this.#client.mutate(renameProject, { project_id: PROJECT_ID, name }).finally(() => {
      this.#mutations--
    })
  }

  shown(): { name: string | undefined; activity: string | undefined } {
    const [project] = this.#readers
    const details = project?.snapshot('project_details').data as { name: string } | undefined
    const activity = project?.snapshot('project_activity').data as { entries: { text: string }[] } | undefined
    return { name: details?.name, activity: activity?.entries[0]?.text }
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  isIdle(): boolean {
    return this.#mutations === 0 && this.#readers.every((reader) => !reader.entrySnapshot().isFetching)
  }

  takeTraffic(): Traffic {
    return this.#network.takeTraffic()
  }

  close(): void {
    for (const stop of this.#stops) stop()
  }
}

function createMizanApp(store: ProjectStore): ReturnType<typeof createApp> {
  const [project, notices, people, usage] = ['project', 'notices', 'people', 'usage'].map(
    (name) => new ReactContext(name),
  ) as [ReactContext, ReactContext, ReactContext, ReactContext]
  const ofProject = { context: project, input: ProjectInput }
  return createApp({
    modules: [
      {
        project_details: client({ ...ofProject, output: OUTPUTS.project_details }, ({ project_id }) =>
          store.details(project_id),
        ),
        project_stats: client({ ...ofProject, output: OUTPUTS.project_stats }, ({ project_id }) =>
          store.stats(project_id),
        ),
        project_activity: client({ ...ofProject, output: OUTPUTS.project_activity }, () => store.activity()),
        my_notices: client({ context: notices, output: OUTPUTS.my_notices }, () => store.notices()),
        people_list: client({ context: people, output: OUTPUTS.people_list }, () => store.people()),
        workspace_usage: client({ context: usage, output: OUTPUTS.workspace_usage }, () => store.usage()),
        rename_project: client(
          { affects: project, input: RenameInput, output: OUTPUTS.project_details },
          ({ name }) => store.rename(name),
        ),
      },
    ],
  })
}

const renameProject: MutationDescriptor<{ project_id: number; name: string }, unknown> = {
  name: 'rename_project',
  schema: '0000000000000000',
  affects: ['project'],
  effects: [{ context: 'project', scope: ['project_id'] }],
  begin: beginInOrder,
  bring: bringAnswer,
  deliver: deliverOnce,
}

const CONTEXTS = [
  contextOf('project', ['project_details', 'project_stats', 'project_activity'], { project_id: 'text' }),
  contextOf('notices', ['my_notices'], {}),
  contextOf('people', ['people_list'], {}),
  contextOf('usage', ['workspace_usage'], {}),
]

/** What `mizan generate` writes, without the types. */
function contextOf(
  name: string,
  queries: readonly string[],
  params: ContextDescriptor<object>['params'],
): ContextDescriptor<object> {
  const schema = '0000000000000000'
  const descriptors = queries.map((query): [string, QueryDescriptor<object, unknown>] => [
    query,
    { name: query, context: name, schema, params },
  ])
  return { name, schema, params, queries: Object.fromEntries(descriptors) }
}
