/** Type-checks files with the TypeScript compiler under the strictest settings, against the real packages. */
import { dirname, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

export interface TypeCheckOptions {
  readonly moduleResolution: 'nodenext' | 'bundler'
  readonly compilerOptions?: ts.CompilerOptions
}

const repository = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))))

/** Messages, one a line; empty when all is well. */
export function typeCheck(files: readonly string[], options: TypeCheckOptions): string[] {
  const isNode = options.moduleResolution === 'nodenext'
  const program = ts.createProgram([...files], {
    target: ts.ScriptTarget.ES2022,
    module: isNode ? ts.ModuleKind.NodeNext : ts.ModuleKind.ESNext,
    moduleResolution: isNode ? ts.ModuleResolutionKind.NodeNext : ts.ModuleResolutionKind.Bundler,
    customConditions: ['mizan-source'],
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [],
    jsx: ts.JsxEmit.ReactJSX,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noImplicitOverride: true,
    noPropertyAccessFromIndexSignature: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    verbatimModuleSyntax: true,
    isolatedModules: true,
    skipLibCheck: true,
    noEmit: true,
    ...options.compilerOptions,
  })
  return ts
    .getPreEmitDiagnostics(program)
    .filter(
      ({ file }) => file === undefined || files.some((path) => dirname(path) === dirname(file.fileName)),
    )
    .map((diagnostic) => {
      const text = ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')
      if (diagnostic.file === undefined) return text
      const { line } = diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start ?? 0)
      return `${relative(repository, diagnostic.file.fileName)}:${line + 1} ${text}`
    })
}
