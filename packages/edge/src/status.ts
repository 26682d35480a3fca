/** `Cache-Status` of RFC 9211: what this edge did for an answer. */

export function withStatus(answer: Response, status: string): Response {
  answer.headers.append('cache-status', `mizan-edge; ${status}`)
  return answer
}
