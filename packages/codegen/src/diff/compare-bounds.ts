/** Bounds, formats and patterns of two types of one kind. Generated types do not show them, so a looser bound breaks nobody. */
import type { NumericType, TypeExpression } from '@mizan/protocol'
import type { ChangePlace } from './change.ts'
import { type Pair, reportNarrowed, type TypeComparison } from './type-comparison.ts'

export function compareBounds(
  { before, after }: Pair<TypeExpression>,
  comparison: TypeComparison,
  place: ChangePlace,
): void {
  const [old, young] = [boundsOf(before), boundsOf(after)]
  for (const name of new Set([...old.keys(), ...young.keys()])) {
    const [from, to] = [old.get(name), young.get(name)]
    if (from === to) continue
    const relation = relate(name, from, to)
    const what = `${name} ${describe(from)} became ${describe(to)}`
    if (relation !== 'looser') reportNarrowed(comparison, place, what)
    else place.report(comparison.direction === 'input' ? 'compatible' : 'note', 'bound-loosened', what)
  }
}

type Bound = string | number | boolean

function boundsOf(type: TypeExpression): Map<string, Bound> {
  const bounds: readonly (readonly [string, Bound | undefined])[] = listBounds(type)
  return new Map(bounds.flatMap(([name, bound]) => (bound === undefined ? [] : [[name, bound] as const])))
}

function listBounds(type: TypeExpression): readonly (readonly [string, Bound | undefined])[] {
  switch (type.kind) {
    case 'string':
      return [
        ['max-length', type.maxLength],
        ['min-length', type.minLength],
        ['format', type.format],
        ['pattern', type.pattern],
      ]
    case 'integer':
    case 'number':
    case 'bigint':
    case 'decimal':
      return numberBounds(type)
    case 'bytes':
      return [['max-length', type.maxLength]]
    case 'file':
      return [
        ['max-size', type.maxSize],
        ['media-type', type.mediaType],
      ]
    case 'list':
      return [
        ['max-items', type.maxItems],
        ['min-items', type.minItems],
        ['unique', type.unique],
      ]
    default:
      return []
  }
}

function numberBounds(type: NumericType): readonly (readonly [string, Bound | undefined])[] {
  return [
    ['max', type.max],
    ['min', type.min],
    ['exclusive-max', type.exclusiveMax],
    ['exclusive-min', type.exclusiveMin],
    ['multiple-of', type.multipleOf],
  ]
}

/** A bound that is new is tighter, whatever it is. */
function relate(
  name: string,
  from: Bound | undefined,
  to: Bound | undefined,
): 'tighter' | 'looser' | 'other' {
  if (from === undefined) return 'tighter'
  if (to === undefined) return 'looser'
  if (typeof from !== 'number' || typeof to !== 'number') return 'other'
  if (name === 'multiple-of') return from % to === 0 ? 'looser' : 'other'
  const isUpper = name.includes('max')
  return isUpper === to > from ? 'looser' : 'tighter'
}

function describe(bound: Bound | undefined): string {
  return bound === undefined ? 'none' : JSON.stringify(bound)
}
