// Django wants its token beside a cookie that authenticates (protocol/SPEC.md, ID-18); other servers go by Origin.
// The front end is built once for all of them, so the token is added here, to requests of this origin alone.
const plainFetch = window.fetch.bind(window)

window.fetch = (address, options = {}) => {
  const isOwn = new URL(address, location.href).origin === location.origin
  const token = /(?:^|; )csrftoken=([^;]*)/.exec(document.cookie)?.[1]
  if (!isOwn || token === undefined) return plainFetch(address, options)
  const headers = new Headers(options.headers)
  headers.set('X-CSRFToken', token)
  return plainFetch(address, { ...options, headers })
}
