/** A name that is declared in one generated module or package; printing it in another module makes an import there. */

export interface CodeSymbol {
  readonly kind: 'symbol'
  readonly name: string
  /** A module of the generated folder without extension (`types`), or a package (`@mizan/client`). */
  readonly module: string
  /** An interface or type alias: imported with `type`. */
  readonly isType: boolean
}

export function typeSymbol(name: string, module: string): CodeSymbol {
  return { kind: 'symbol', name, module, isType: true }
}

export function valueSymbol(name: string, module: string): CodeSymbol {
  return { kind: 'symbol', name, module, isType: false }
}
