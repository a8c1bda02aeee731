// The timeline's shape: revisions grouped by day and by sitting, filtered, and laid out as one flat list for a virtual scroller.

import type { RevisionRow, Status } from '$/backend/bindings'
import { longDay } from '$/components/dates'
import { lengthWords } from './words'

/** A pause that begins a new sitting. */
const GAP = 45 * 60_000

export type Filter = 'all' | 'named' | 'published'

export type Item =
  | { kind: 'day'; key: string; title: string; first: boolean }
  | { kind: 'sitting'; key: string; title: string; length: string }
  | { kind: 'draft'; key: 'draft' }
  | { kind: 'revision'; key: string; row: RevisionRow; before: Status | null }

export function keep(rows: readonly RevisionRow[], filter: Filter, author: string | null): RevisionRow[] {
  return rows.filter(
    (row) =>
      (filter === 'all' || (filter === 'named' ? row.name !== null && row.name !== '' : row.published || row.reason === 'published')) &&
      (author === null || row.author === author),
  )
}

/** The people who made revisions, by name. */
export const authors = (rows: readonly RevisionRow[]): string[] =>
  [...new Set(rows.map((row) => row.author))].filter((name) => name !== '').sort((a, b) => a.localeCompare(b, 'en-GB'))

/** Splits revisions, newest first, into sittings: those with no more than 45 minutes between one and the next. */
export function sittings(rows: readonly RevisionRow[]): RevisionRow[][] {
  const groups: RevisionRow[][] = []
  let last: number | null = null
  for (const row of rows) {
    const time = Date.parse(row.time)
    // A clock that was set back gives a negative distance: its size decides, so that order never comes from the clock.
    if (last === null || Math.abs(last - time) > GAP) groups.push([])
    groups[groups.length - 1]!.push(row)
    last = time
  }
  return groups
}

/** Lays out days, sittings and revisions from the newest down. `all` is unfiltered: statuses before each come from it. */
export function layOut(shown: readonly RevisionRow[], all: readonly RevisionRow[], draft: boolean, now: Date): Item[] {
  const statuses = new Map(all.map((row) => [row.number, row.status]))
  const items: Item[] = draft ? [{ kind: 'draft', key: 'draft' }] : []
  const perDay = new Map<number, number>()
  const groups = sittings(shown)
  for (const group of groups) {
    const day = dayKey(group[0]!)
    perDay.set(day, (perDay.get(day) ?? 0) + 1)
  }
  let day = -1
  for (const group of groups) {
    const newest = group[0]!
    const oldest = group[group.length - 1]!
    if (dayKey(newest) !== day) {
      day = dayKey(newest)
      items.push({ kind: 'day', key: `d${newest.number}`, title: dayTitle(newest.time, now), first: items.length === 0 })
    }
    const length = lengthWords(Date.parse(newest.time) - Date.parse(oldest.time))
    // A day of one short sitting needs no second heading.
    if (length !== '' || perDay.get(day)! > 1) {
      items.push({ kind: 'sitting', key: `s${newest.number}`, title: partOfDay(oldest.time), length })
    }
    for (const row of group) {
      items.push({ kind: 'revision', key: `r${row.number}`, row, before: row.parent === null ? null : (statuses.get(row.parent) ?? null) })
    }
  }
  return items
}

/** Tells one day of this place from the next. */
function dayKey(row: RevisionRow): number {
  const date = new Date(row.time)
  return (date.getFullYear() * 12 + date.getMonth()) * 31 + date.getDate()
}

/** `Today`, `Yesterday`, `Wednesday 13 November`, `Wednesday 13 November 2019`. */
export function dayTitle(time: string, now: Date): string {
  const date = new Date(time)
  const midnight = (at: Date) => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime()
  const days = Math.round((midnight(now) - midnight(date)) / 86_400_000)
  if (days === 0) return 'Today'
  if (days === 1) return 'Yesterday'
  const year = date.getFullYear() === now.getFullYear() ? '' : ` ${date.getFullYear()}`
  return `${longDay(date)}${year}`
}

/** The part of the day in which a sitting began. */
export function partOfDay(time: string): string {
  const hour = new Date(time).getHours()
  if (hour < 5 || hour >= 22) return 'Night'
  if (hour < 12) return 'Morning'
  return hour < 18 ? 'Afternoon' : 'Evening'
}

/** The place of `key` among the items that can be chosen, moved by `step` and kept inside them. */
export function moveBy(items: readonly Item[], key: string | null, step: number): Item | null {
  const rows = items.filter((item) => item.kind === 'revision' || item.kind === 'draft')
  if (rows.length === 0) return null
  const at = rows.findIndex((item) => item.key === key)
  const next = at === -1 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1)
  return rows[next]!
}
