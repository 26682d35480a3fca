/** @mizan/server-node: serves a Mizan app on node:http. */
export { createNodeHandler, type NodeHandler } from './node-handler.ts'
export { type Served, type ServeOptions, serve } from './serve.ts'
