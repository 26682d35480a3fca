/** What a package exports, with signatures, as its built declarations say: for reports in which a change of the public API is seen. */
import { join } from 'node:path'
import ts from 'typescript'
import { ROOT } from '../house/source-file.ts'

export interface ApiItem {
  readonly name: string
  /** First line of its documentation; empty without one. */
  readonly doc: string
  /** Declarations without comments and bodies. */
  readonly text: string
  /** The package that it is handed on from. */
  readonly from?: string
}

export interface PackageApi {
  readonly exported: readonly ApiItem[]
  /** What signatures mention, but nobody can import by name. */
  readonly mentioned: readonly ApiItem[]
}

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2024.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  jsx: ts.JsxEmit.ReactJSX,
  types: [],
  strict: true,
  noEmit: true,
}

/** The APIs of built packages by folder; one compilation for all of them. */
export function readApis(folders: readonly string[]): Map<string, PackageApi> {
  const entries = folders.map((folder) => join(ROOT, 'packages', folder, 'dist/index.d.ts'))
  const program = ts.createProgram(entries, OPTIONS)
  return new Map(
    folders.map((folder, at): [string, PackageApi] => {
      const file = program.getSourceFile(entries[at] ?? '')
      if (file === undefined) throw new Error(`packages/${folder} is not built: run \`npm run build\``)
      return [folder, readApi(program.getTypeChecker(), folder, file)]
    }),
  )
}

function readApi(checker: ts.TypeChecker, folder: string, entry: ts.SourceFile): PackageApi {
  const module = checker.getSymbolAtLocation(entry)
  if (module === undefined) throw new Error(`packages/${folder} exports nothing`)
  const named = checker.getExportsOfModule(module).map((alias): [string, ts.Symbol] => {
    const isAlias = (alias.flags & ts.SymbolFlags.Alias) !== 0
    return [alias.name, isAlias ? checker.getAliasedSymbol(alias) : alias]
  })
  const known = new Set(named.map(([, symbol]) => symbol))
  const open = [...known].filter((symbol) => packageOf(symbol) === folder)
  const mentioned: ApiItem[] = []
  for (let symbol = open.pop(); symbol !== undefined; symbol = open.pop()) {
    for (const other of mentionsOf(symbol, checker)) {
      if (known.has(other) || packageOf(other) !== folder) continue
      known.add(other)
      open.push(other)
      mentioned.push(describe(other.name, other, checker))
    }
  }
  return {
    exported: inOrder(named.map(([name, symbol]) => describeExport(folder, [name, symbol], checker))),
    mentioned: inOrder(mentioned),
  }
}

function describeExport(
  folder: string,
  [name, symbol]: readonly [string, ts.Symbol],
  checker: ts.TypeChecker,
): ApiItem {
  const home = packageOf(symbol)
  if (home === folder) return describe(name, symbol, checker)
  return {
    name,
    doc: docOf(symbol, checker),
    text: '',
    from: home === undefined ? 'elsewhere' : `@mizan/${home}`,
  }
}

function describe(name: string, symbol: ts.Symbol, checker: ts.TypeChecker): ApiItem {
  const printer = ts.createPrinter({ removeComments: true })
  const texts = (symbol.declarations ?? []).map((declaration) => {
    const node = statementOf(declaration)
    const text = printer.printNode(ts.EmitHint.Unspecified, node, node.getSourceFile())
    return text.replace(/^(?:export )?(?:default )?(?:declare )?/, '')
  })
  return { name, doc: docOf(symbol, checker), text: texts.join('\n') }
}

/** A variable is declared inside its statement. */
function statementOf(declaration: ts.Declaration): ts.Node {
  const statement = declaration.parent?.parent
  return ts.isVariableDeclaration(declaration) && ts.isVariableStatement(statement) ? statement : declaration
}

function docOf(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  return ts.displayPartsToString(symbol.getDocumentationComment(checker)).split('\n')[0]?.trim() ?? ''
}

function mentionsOf(symbol: ts.Symbol, checker: ts.TypeChecker): Set<ts.Symbol> {
  const found = new Set<ts.Symbol>()
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const named = checker.getSymbolAtLocation(node)
      const target =
        named !== undefined && (named.flags & ts.SymbolFlags.Alias) !== 0
          ? checker.getAliasedSymbol(named)
          : named
      if (target !== undefined && isTopLevel(target)) found.add(target)
    }
    ts.forEachChild(node, visit)
  }
  for (const declaration of symbol.declarations ?? []) visit(declaration)
  return found
}

function isTopLevel(symbol: ts.Symbol): boolean {
  const declaration = symbol.declarations?.[0]
  return declaration !== undefined && ts.isSourceFile(statementOf(declaration).parent)
}

function packageOf(symbol: ts.Symbol): string | undefined {
  const path = symbol.declarations?.[0]?.getSourceFile().fileName ?? ''
  return /\/packages\/([^/]+)\/dist\//.exec(path)?.[1]
}

function inOrder(items: readonly ApiItem[]): ApiItem[] {
  return items.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}
