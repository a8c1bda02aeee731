// The two sides of a comparison: which revision or draft each is, how they are ordered, and what they are called.

import type { RevisionRow, Side } from '$/backend/bindings'

export const DRAFT: Side = { kind: 'draft' }

export const revisionSide = (number: number): Side => ({ kind: 'revision', number })

/** A key that two sides share exactly when they are the same. */
export const sideKey = (side: Side): string => (side.kind === 'draft' ? 'draft' : `r${side.number}`)

export const sameSide = (a: Side | null, b: Side | null): boolean => a !== null && b !== null && sideKey(a) === sideKey(b)

/** What the sides of a story stand on: its revisions, newest first, and whether the draft has words of its own. */
export interface Ground {
  rows: readonly RevisionRow[]
  /** Whether the working copy differs from the newest revision. */
  dirty: boolean
  /** The revision that readers see, if any. */
  published: number | null
}

/** The revision whose text the draft has, where the draft has nothing of its own. */
export const headOf = (ground: Ground): RevisionRow | null => ground.rows[0] ?? null

/** The side that stands before `side`: a revision's parent, the draft's newest revision. Null before the first. */
export function previousOf(side: Side, ground: Ground): Side | null {
  const head = headOf(ground)
  if (side.kind === 'draft' && ground.dirty) return head && revisionSide(head.number)
  const number = side.kind === 'draft' ? head?.number : side.number
  const row = ground.rows.find((row) => row.number === number)
  return row?.parent == null ? null : revisionSide(row.parent)
}

/** The revision that readers see, or the last that they saw. */
export function lastPublished(ground: Ground): Side | null {
  if (ground.published !== null) return revisionSide(ground.published)
  const row = ground.rows.find((row) => row.published)
  return row ? revisionSide(row.number) : null
}

/** Puts two sides in the order of their making; the draft is the newest. */
export function inOrder(a: Side, b: Side): [Side, Side] {
  const at = (side: Side) => (side.kind === 'draft' ? Infinity : side.number)
  return at(a) <= at(b) ? [a, b] : [b, a]
}

export interface Pair {
  from: Side
  to: Side
}

/** What History shows first: the change that the draft makes to what stood before it. */
export function firstPair(ground: Ground): Pair {
  return { from: previousOf(DRAFT, ground) ?? DRAFT, to: DRAFT }
}

/** `subject` beside the side before it (key 1). The first revision stands beside itself: nothing changed in it. */
export const withPrevious = (subject: Side, ground: Ground): Pair => ({ from: previousOf(subject, ground) ?? subject, to: subject })

/** `subject` beside the draft (key 2). */
export function withDraft(subject: Side, ground: Ground): Pair {
  const isDraft = subject.kind === 'draft' || (!ground.dirty && subject.number === headOf(ground)?.number)
  return isDraft ? firstPair(ground) : { from: subject, to: DRAFT }
}

/** `subject` beside what readers see (key 3); null where nothing was ever published. */
export function withPublished(subject: Side, ground: Ground): Pair | null {
  const published = lastPublished(ground)
  if (published === null) return null
  const [from, to] = inOrder(published, subject)
  return { from, to }
}

/** The revision number at which a side stands in the timeline: null for a draft that has a row of its own. */
export function rowOf(side: Side, ground: Ground): number | null {
  if (side.kind === 'revision') return side.number
  return ground.dirty ? null : (headOf(ground)?.number ?? null)
}

/** The revision that Restore takes back: the one being looked at, or the older one where the newer is what stands already. */
export function restoreTarget(pair: Pair, ground: Ground): number | null {
  const stands = (side: Side) => side.kind === 'draft' || (!ground.dirty && side.number === headOf(ground)?.number)
  if (!stands(pair.to) && pair.to.kind === 'revision') return pair.to.number
  if (!stands(pair.from) && pair.from.kind === 'revision') return pair.from.number
  return null
}

/** What the pickers call a side. */
export function sideTitle(side: Side, rows: readonly RevisionRow[]): string {
  if (side.kind === 'draft') return 'Current draft'
  const row = rows.find((row) => row.number === side.number)
  return row?.name || `Revision ${side.number}`
}

/** A revision inside a sentence: `revision 5`, or its name in quotes. */
export function revisionInWords(number: number, rows: readonly RevisionRow[]): string {
  const name = rows.find((row) => row.number === number)?.name
  return name ? `“${name}”` : `revision ${number}`
}
