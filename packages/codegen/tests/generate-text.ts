/** IR text → generated files, in memory. */
import { type CodeTarget, emitFiles } from '../src/emit/emit-files.ts'
import type { FileOptions } from '../src/emit/generated-file.ts'
import { buildModel } from '../src/model/build-model.ts'
import { readIr } from '../src/sources/read-ir.ts'

export function generateText(
  ir: string,
  target: CodeTarget = 'react',
  options: FileOptions = { importExtension: 'js' },
): Map<string, string> {
  const { document, places } = readIr(ir, 'ir.kdl')
  const { model } = buildModel({ document, places, file: 'ir.kdl', withReact: target === 'react' })
  return new Map(emitFiles(model, target, options).map((file) => [file.path, file.toString()]))
}
