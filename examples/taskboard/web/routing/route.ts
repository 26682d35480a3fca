/** Addresses of the app as values. */

export type Page =
  | { readonly page: 'home' }
  | { readonly page: 'people' }
  | { readonly page: 'project'; readonly projectId: number; readonly number: number }
  | {
      readonly page: 'board'
      readonly boardId: number
      readonly view: 'board' | 'list'
      readonly number: number
      readonly assigneeId: number | undefined
    }
  | { readonly page: 'missing' }

/** A page, and the task that is open beside it. */
export type Route = Page & { readonly taskId: number | undefined }

export function parseRoute(path: string, search: string): Route {
  const query = new URLSearchParams(search)
  return { ...parsePage(path, query), taskId: toId(query.get('task')) }
}

export function formatRoute(route: Route): string {
  const query = new URLSearchParams()
  if (route.page === 'board') {
    if (route.view === 'list') query.set('view', 'list')
    if (route.assigneeId !== undefined) query.set('assignee', String(route.assigneeId))
  }
  if ((route.page === 'board' || route.page === 'project') && route.number > 1) {
    query.set('page', String(route.number))
  }
  if (route.taskId !== undefined) query.set('task', String(route.taskId))
  const text = query.toString()
  return text === '' ? formatPath(route) : `${formatPath(route)}?${text}`
}

export function boardRoute(boardId: number, taskId?: number): Route {
  return { page: 'board', boardId, view: 'board', number: 1, assigneeId: undefined, taskId }
}

export function projectRoute(projectId: number): Route {
  return { page: 'project', projectId, number: 1, taskId: undefined }
}

function parsePage(path: string, query: URLSearchParams): Page {
  const [, area, id] = path.split('/')
  const number = toId(query.get('page')) ?? 1
  const numericId = toId(id)
  if (area === '' || area === undefined) return { page: 'home' }
  if (area === 'people') return { page: 'people' }
  if (area === 'projects' && numericId !== undefined) return { page: 'project', projectId: numericId, number }
  if (area === 'boards' && numericId !== undefined) {
    const view = query.get('view') === 'list' ? 'list' : 'board'
    return { page: 'board', boardId: numericId, view, number, assigneeId: toId(query.get('assignee')) }
  }
  return { page: 'missing' }
}

function formatPath(route: Route): string {
  if (route.page === 'people') return '/people'
  if (route.page === 'project') return `/projects/${route.projectId}`
  if (route.page === 'board') return `/boards/${route.boardId}`
  return '/'
}

function toId(text: string | null | undefined): number | undefined {
  return text !== null && text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined
}
