// The frames of the film: which revisions are shown, one after the other, when the drafting is played.

import type { RevisionRow } from '$/backend/bindings'

/** A film of no more frames than this leaves nothing out. */
export const WHOLE = 120
/** A longer one is brought down to about this many. */
const MOST = 240

/** Whether a revision says something by being there: a name, a publication, a new status, a restore. */
const marks = (row: RevisionRow): boolean => row.name !== null || row.published || row.reason === 'status' || row.reason === 'published' || row.reason === 'restored' || row.reason === 'created' || row.reason === 'imported'

/**
 * The revisions of a film, oldest first. A long film leaves autosaves out; where it is still long, saves in which the fewest
 * words changed go too, but never one with a name, a publication or a status of its own. The first and the newest always stay.
 */
export function framesOf(rows: readonly RevisionRow[], every: boolean): number[] {
  const inOrder = [...rows].reverse()
  if (every || inOrder.length <= WHOLE) return inOrder.map((row) => row.number)
  const ends = new Set([inOrder[0]!.number, inOrder[inOrder.length - 1]!.number])
  const kept = inOrder.filter((row) => ends.has(row.number) || row.reason !== 'autosaved' || row.name !== null || row.published)
  if (kept.length <= MOST) return fill(inOrder, kept).map((row) => row.number)
  const fixed = kept.filter((row) => ends.has(row.number) || marks(row))
  const others = kept.filter((row) => !ends.has(row.number) && !marks(row)).sort((a, b) => b.added + b.removed - (a.added + a.removed))
  const chosen = new Set([...fixed, ...others.slice(0, Math.max(0, MOST - fixed.length))].map((row) => row.number))
  return inOrder.filter((row) => chosen.has(row.number)).map((row) => row.number)
}

/** A film that would jump, because nearly all of it was autosaved, gets autosaves back at even distances. */
function fill(all: readonly RevisionRow[], kept: readonly RevisionRow[]): readonly RevisionRow[] {
  if (kept.length >= WHOLE / 2) return kept
  const wanted = new Set(kept.map((row) => row.number))
  const step = all.length / (WHOLE - kept.length)
  for (let at = 0; at < all.length; at += step) wanted.add(all[Math.floor(at)]!.number)
  return all.filter((row) => wanted.has(row.number))
}

/** The speeds that are offered, as parts of the usual one. */
export const SPEEDS = [0.5, 1, 2, 4, 8, 16] as const

/** How long a frame stands, in ms, at a speed: a change in many words is given more time to be read. */
export function frameTime(words: number, speed: number): number {
  const whole = words === 0 ? 500 : 1_400 + Math.min(1_600, words * 12)
  return Math.max(60, whole / speed)
}
