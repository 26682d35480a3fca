/** @mizan/server-node: serves a Mizan app on node:http. */
export { answerNodeRequest, createNodeHandler, type NodeHandler } from './node-handler.ts'
export type { NodeExchange, ReceivedBody } from './node-request.ts'
export { type Served, type ServedApp, type ServeOptions, serve } from './serve.ts'
