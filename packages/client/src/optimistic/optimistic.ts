/** Values shown before the server answered: functions over the server's values, run again whenever those change, so that taking one away is exact. */
import type { JsonObject } from '@mizan/protocol'
import type { QueryDescriptor } from '../descriptor.ts'
import { isFiledAs, matchEntries } from '../invalidation/match-entries.ts'
import { EVERYTHING } from '../invalidation/seen-target.ts'
import type { Kernel } from '../kernel.ts'
import { type Entry, slotOf } from '../store/entry.ts'
import type { Overlay, Slot } from '../store/slot.ts'
import { pairsOf } from '../values/param-text.ts'
import type { Layers, OptimisticUpdate } from './layers.ts'

/** What the entries of the contexts in the mutation's `affects` will look like. */
export interface OptimisticView {
  /** Changes the query's value wherever the params that are named here stand; fewer params match more entries. `change` must not write into `old`. */
  update<Params, Result, Failure>(
    query: QueryDescriptor<Params, Result, Failure>,
    params: Partial<Params>,
    change: (old: Result) => Result,
  ): void
}

/** For `client.mutate(mutation, args, { optimistic })`, one for each mutation. */
export function optimistic<Args>(update: (view: OptimisticView, args: Args) => void): OptimisticUpdate<Args> {
  return {
    begin(own, mutation, args) {
      const kernel = own as Kernel
      const placed: Placed[] = []
      const view: OptimisticView = {
        update(query, params, change) {
          if (!mutation.affects.includes(query.context)) {
            throw new Error(`"${mutation.name}" does not affect "${query.context}", so it cannot change it.`)
          }
          const wire = query.encodeParams?.(params as never) ?? (params as JsonObject)
          const layer: Layer = { change: change as Layer['change'], answeredAt: 0 }
          for (const { entry, slot } of slotsOf(kernel, query, wire)) {
            const overlay = (slot.overlay ??= createOverlay()) as LayerOverlay
            overlay.layers = [...overlay.layers, layer]
            entry.etag = undefined
            kernel.changed.add(entry)
            placed.push({ entry, slot, overlay, layer })
          }
        },
      }
      try {
        update(view, args)
        // A change that throws is the app's mistake, told before anything is sent.
        for (const { overlay, slot } of placed) if (slot.wire !== undefined) overlay.show(slot.data, true)
      } catch (error) {
        layersOf(kernel, placed).undo()
        throw error
      }
      return layersOf(kernel, placed)
    },
  }
}

interface Layer {
  readonly change: (old: unknown) => unknown
  /** Tick at which its mutation was answered, 0 before. */
  answeredAt: number
}

interface LayerOverlay extends Overlay {
  layers: readonly Layer[]
  show(data: unknown, isStrict?: boolean): unknown
}

interface Placed {
  readonly entry: Entry
  readonly slot: Slot
  readonly overlay: LayerOverlay
  readonly layer: Layer
}

function createOverlay(): LayerOverlay {
  let base: unknown
  let shown: unknown
  let applied: readonly Layer[] | undefined
  const overlay: LayerOverlay = {
    layers: [],
    show(data, isStrict = false) {
      if (data !== base || overlay.layers !== applied) {
        shown = data
        for (const { change } of overlay.layers) shown = apply(change, shown, isStrict)
        base = data
        applied = overlay.layers
      }
      return shown
    },
    cover(begunAt) {
      const isLeft = ({ answeredAt }: Layer) => answeredAt === 0 || begunAt < answeredAt
      if (!overlay.layers.every(isLeft)) overlay.layers = overlay.layers.filter(isLeft)
    },
  }
  return overlay
}

/** A change that cannot be made to the server's newer value is left out. */
function apply(change: Layer['change'], value: unknown, isStrict: boolean): unknown {
  try {
    return change(value)
  } catch (error) {
    if (isStrict) throw error
    return value
  }
}

function layersOf(kernel: Kernel, placed: readonly Placed[]): Layers {
  const remove = ({ entry, layer, overlay }: Placed) => {
    overlay.layers = overlay.layers.filter((other) => other !== layer)
    kernel.changed.add(entry)
  }
  return {
    answered(answeredAt) {
      for (const each of placed) {
        // What is fresh came with the answer, or was not touched by it.
        if (each.slot.staleAt === 0) remove(each)
        else each.layer.answeredAt = answeredAt
      }
    },
    undo: () => placed.forEach(remove),
  }
}

function* slotsOf(
  kernel: Kernel,
  query: { readonly name: string; readonly context: string },
  wire: JsonObject,
): Iterable<{ readonly entry: Entry; readonly slot: Slot }> {
  const target = { ...EVERYTHING, context: query.context, function: query.name, wire }
  for (const entry of matchEntries(kernel, target)) {
    const slot = slotOf(entry, query.name)
    // An entry that the server has not named yet is taken by the params that were asked for.
    const isMatched = entry.isFiled || isFiledAs(entry, pairsOf(wire, entry.group.source.params), false)
    if (slot !== undefined && isMatched) yield { entry, slot }
  }
}
