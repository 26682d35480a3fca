/** The Python text of the constants under protocol/*.yaml: python/mizan/generated. */
import { constName, groupDigits } from './constant-names.ts'
import type { ErrorRow, HeaderRow, LimitRow } from './generate-constants.ts'

/** `command` is what makes the file. */
export function printPythonErrors(rows: readonly ErrorRow[], command: string): string {
  return `${banner('errors', command)}
from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

ErrorCode: TypeAlias = Literal[
${rows.map((row) => `    "${row.code}",\n`).join('')}]
"""A code of the closed set; functions may declare more."""

ERROR_STATUS: Final[Mapping[str, int]] = {
${rows.map((row) => `    # ${row.meaning}\n    "${row.code}": ${row.status},\n`).join('')}}
"""HTTP status of every code that any adapter may answer by itself."""

ERROR_CODES: Final[tuple[ErrorCode, ...]] = (
${rows.map((row) => `    "${row.code}",\n`).join('')})
"""The closed set, in the order of protocol/errors.yaml."""
`
}

export function printPythonHeaders(rows: readonly HeaderRow[], command: string): string {
  const version = rows.find((row) => row.key === 'protocol')?.value
  const exposed = rows.filter((row) => row.exposed === true)
  return `${banner('headers', command)}
from __future__ import annotations

from typing import Final

PROTOCOL_VERSION: Final = ${version}
"""Version of the wire protocol, the value of X-Mizan-Protocol."""

${rows.map((row) => `HEADER_${constName(row.key)}: Final = "${row.name}"\n"""${row.meaning}"""\n`).join('\n')}
EXPOSED_HEADERS: Final[tuple[str, ...]] = (
${exposed.map((row) => `    HEADER_${constName(row.key)},\n`).join('')})
"""Headers of an answer that a page of another origin may read: Access-Control-Expose-Headers."""
`
}

export function printPythonLimits(rows: readonly LimitRow[], command: string): string {
  const limits = rows.map(
    (row) => `${constName(row.key)}: Final = ${groupDigits(row.value)}\n"""${row.meaning}"""\n`,
  )
  return `${banner('limits', command)}
from __future__ import annotations

from typing import Final

${limits.join('\n')}`
}

function banner(name: string, command: string): string {
  return `# Made from protocol/${name}.yaml by \`${command}\`. Do not edit.\n`
}
