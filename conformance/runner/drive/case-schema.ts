/** The case language: what a file of cases may say (README.md, Cases). */
import { z } from 'zod'
import { type Json, JsonSchema } from './json.ts'
import { PartsSchema } from './parts.ts'

const HeaderMatcher = z.union([z.string(), z.number(), z.null(), z.literal(true), z.array(z.string())])

const Expectation = z.strictObject({
  status: z.union([z.int(), z.array(z.int())]).optional(),
  /** 4xx, or a connection that closes without an answer. */
  refused: z.literal(true).optional(),
  /** Any status that does not say that the server failed. */
  answered: z.literal(true).optional(),
  headers: z.record(z.string(), HeaderMatcher).optional(),
  /** The whole body, as JSON. */
  body: JsonSchema.optional(),
  /** Some of it. */
  includes: JsonSchema.optional(),
  /** By JSON pointer. */
  at: z.record(z.string(), JsonSchema).optional(),
  text: PartsSchema.optional(),
  /** Nowhere in the answer. */
  omits: z.array(z.string()).optional(),
  error: z.string().optional(),
  fields: z.array(z.string()).optional(),
  function: z.string().optional(),
  details: JsonSchema.optional(),
  /** X-Mizan-Invalidate, and the same in the body; `none` where there is nothing. */
  invalidate: z.string().optional(),
  sameBody: z.string().optional(),
  lines: z.array(JsonSchema).optional(),
  /** Text that came within so many milliseconds. */
  early: z.strictObject({ text: z.string(), withinMs: z.int() }).optional(),
  withinMs: z.int().optional(),
  notBeforeMs: z.int().optional(),
  /** Name of a step beside it that must be answered later. */
  before: z.string().optional(),
  /** The bytes of a file of the project. */
  file: z.string().optional(),
})

const Capture = z.strictObject({
  header: z.string().optional(),
  at: z.string().optional(),
  cookie: z.string().optional(),
  /** Its first group is what is captured. */
  pattern: z.string().optional(),
})

const common = {
  name: z.string().optional(),
  as: z.union([z.string(), z.int()]).optional(),
  cookies: z.literal(true).optional(),
  headers: z.record(z.string(), z.union([PartsSchema, z.null()])).optional(),
  capture: z.record(z.string().regex(/^[a-z][A-Za-z0-9]*$/), Capture).optional(),
  expect: Expectation.optional(),
  /** Free of what holds for every answer of the protocol. */
  foreign: z.literal(true).optional(),
}

const RequestStep = z.strictObject({
  ...common,
  call: z.string().optional(),
  args: JsonSchema.optional(),
  mounted: JsonSchema.optional(),
  fetch: z.string().optional(),
  query: PartsSchema.optional(),
  send: z.string().optional(),
  path: PartsSchema.optional(),
  json: JsonSchema.optional(),
  body: PartsSchema.optional(),
  chunked: z.literal(true).optional(),
  /** Instead of its length. */
  contentLength: z.union([z.string(), z.int(), z.null()]).optional(),
})

const RawStep = z.strictObject({ ...common, raw: PartsSchema, halfClose: z.literal(true).optional() })

const CommandStep = z.strictObject({ ...common, run: z.string() })

const SingleStep = z.union([RawStep, CommandStep, RequestStep])

const TogetherStep = z.strictObject({
  together: z.array(SingleStep).min(2),
  /** Statuses of all of them, sorted. */
  statuses: z.array(z.int()).optional(),
})

const StepSchema = z.union([TogetherStep, SingleStep])

export const CaseSchema = z.strictObject({
  name: z.string().min(1),
  rules: z.array(z.string()).min(1),
  /** Which of the two servers of a target; default `plain`. */
  server: z.enum(['plain', 'origins']).default('plain'),
  /** Answers that adapters may give differently. */
  compare: z.literal(false).optional(),
  each: z.array(z.record(z.string(), JsonSchema)).optional(),
  steps: z.array(StepSchema).min(1),
})

export const CaseFileSchema = z.strictObject({
  capability: z.string(),
  doc: z.string().optional(),
  /** Values that cases refer to by YAML anchors. */
  define: JsonSchema.optional(),
  cases: z.array(z.record(z.string(), JsonSchema)).min(1),
})

export type Expected = z.infer<typeof Expectation>
export type Captures = z.infer<typeof Capture>
export type RequestParts = z.infer<typeof RequestStep>
export type Single = z.infer<typeof SingleStep>
export type Together = z.infer<typeof TogetherStep>
export type Step = z.infer<typeof StepSchema>

export interface Case extends Omit<z.infer<typeof CaseSchema>, 'each'> {
  /** File and name. */
  readonly id: string
  readonly capability: string
}

export type { Json }
