/** Types are printed, not computed: at most four type parameters on anything, and no unexplained suppression. */
import ts from 'typescript'
import type { Finding, SourceFile } from './source-file.ts'

const MOST = 4

export function checkTypeParameters(files: readonly SourceFile[]): Finding[] {
  return files.flatMap((file) => {
    if (!/<[^>]*,[^>]*,[^>]*,[^>]*,/.test(file.text)) return []
    const findings: Finding[] = []
    const source = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true)
    const visit = (node: ts.Node): void => {
      const parameters = (node as { typeParameters?: ts.NodeArray<ts.TypeParameterDeclaration> })
        .typeParameters
      if (parameters !== undefined && parameters.length > MOST) {
        const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1
        findings.push({
          path: file.path,
          line,
          message: `${parameters.length} type parameters; ${MOST} is the most`,
        })
      }
      ts.forEachChild(node, visit)
    }
    visit(source)
    return findings
  })
}
