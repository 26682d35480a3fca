/** The vectors door of TypeScript: questions as NDJSON on standard input, answers on standard output. */
import '../packages/protocol/src/vectors-program.ts'
