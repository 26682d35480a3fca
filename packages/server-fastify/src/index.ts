/** @mizan/server-fastify: serves a Mizan app inside a Fastify app. */
import type { App } from '@mizan/server'
import { answerNodeRequest } from '@mizan/server-node'
import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify'

/**
 * For `fastify.register(mizan(app))`: one route for the app's base and one for each view path. Hooks of the instance run,
 * headers that they set go out, and content-type parsers of the instance see nothing of it: Mizan reads the body.
 */
export function mizan(app: Pick<App, 'base' | 'handle' | 'ir'>): FastifyPluginCallback {
  const answer = (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    reply.hijack()
    const { raw: response } = reply
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) response.setHeader(name, value)
    const origin = `${request.protocol}://${request.host}`
    return answerNodeRequest(app, { request: request.raw, response, target: request.url, origin })
  }
  return (instance, _options, done) => {
    if (instance.prefix !== '') {
      const hint = `createApp({ base: '${instance.prefix}${app.base}' }) does what it is meant to do`
      done(new Error(`register mizan(app) without the prefix ${instance.prefix}: ${hint}`))
      return
    }
    instance.removeAllContentTypeParsers()
    instance.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null))
    // A type that Fastify cannot read is for Mizan to refuse, in its own words.
    instance.setErrorHandler<Error & { readonly code?: string }>((error, request, reply) => {
      if (error.code?.startsWith('FST_ERR_CTP_') === true) return answer(request, reply)
      throw error
    })
    for (const url of pathsOf(app)) instance.all(url, answer)
    done()
  }
}

function pathsOf({ base, ir }: Pick<App, 'base' | 'ir'>): ReadonlySet<string> {
  const views = ir.functions.flatMap((declared) =>
    declared.route === undefined || declared.private === true ? [] : [declared.route.path],
  )
  return new Set([`${base}/*`, ...views])
}
