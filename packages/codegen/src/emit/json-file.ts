/** Generated files that are JSON: their first member says who made them. */
import type { JsonObject } from '@mizan/protocol'

/** Text that begins with OWN_JSON_MARK. */
export function jsonText(content: JsonObject): string {
  return `${JSON.stringify({ 'x-generated-by': 'mizan generate', ...content }, undefined, 2)}\n`
}
