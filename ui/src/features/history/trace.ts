// Which revisions touched the paragraph that is pointed at: the timeline fills their dots.

import * as backend from '$/backend'
import type { BlockDiff, Side, Spot } from '$/backend'
import { historyMode } from './historyMode.svelte'
import { sideKey, type Pair } from './sides'

/** The pointer rests on a paragraph this long before its history is asked for, in ms. */
const REST = 140
/** Answers kept, so that going back over a page asks nothing. */
const KEPT = 200

export interface Traced {
  side: Side
  spot: Spot
}

const known = new Map<string, ReadonlySet<number>>()
let asked = ''
let timer: ReturnType<typeof setTimeout> | undefined
let abort = new AbortController()

/** Where a block of the comparison stands, on the side that has it. */
export function placeOf(block: BlockDiff | undefined, pair: Pair): Traced | null {
  if (!block) return null
  if (block.to !== null && block.change !== 'departed') return { side: pair.to, spot: { kind: 'block', index: block.to } }
  return block.from === null ? null : { side: pair.from, spot: { kind: 'block', index: block.from } }
}

/** Fills the dots of the revisions that changed what is pointed at; null empties them. */
export function trace(at: Traced | null): void {
  const { story, rows } = historyMode
  const key = at && story ? `${story} ${rows[0]?.number} ${at.side.kind === 'draft' ? historyMode.draftVersion : ''} ${sideKey(at.side)} ${at.spot.kind === 'field' ? at.spot.name : at.spot.index}` : ''
  if (key === asked) return
  asked = key
  clearTimeout(timer)
  abort.abort()
  if (!at || !story) {
    historyMode.touched = new Set()
    return
  }
  const found = known.get(key)
  if (found) {
    historyMode.touched = found
    return
  }
  timer = setTimeout(() => {
    abort = new AbortController()
    backend.blockHistory(story, at.side, at.spot, { signal: abort.signal }).then(
      (numbers) => {
        const touched = new Set(numbers)
        known.set(key, touched)
        if (known.size > KEPT) known.delete(known.keys().next().value!)
        if (asked === key) historyMode.touched = touched
      },
      // A past that cannot be read lights nothing; whoever looks at such a revision is told.
      () => asked === key && (historyMode.touched = new Set()),
    )
  }, REST)
}
