/** Pages of a list, the same on every query that has them. */
import { z } from 'zod'

export const pageParams = {
  page: z.int().min(1).max(10_000).default(1),
  limit: z.int().min(1).max(100).default(20),
}

export interface Page {
  readonly page: number
  readonly limit: number
}

/** What SQL's LIMIT and OFFSET want. */
export function toRange({ page, limit }: Page): { limit: number; offset: number } {
  return { limit, offset: (page - 1) * limit }
}
