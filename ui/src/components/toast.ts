// What the desk says in passing. Nothing that can be undone asks first: it happens, and a notice offers Undo for ten seconds.
// What draws them is loaded at the first notice, or at a quiet moment after the start.
import { later } from './later.svelte'

export interface Notice {
  /** A sentence: what happened. */
  text: string
  /** Takes it back. */
  undo?: () => unknown
  /** Another thing to do about it. */
  action?: { label: string; run: () => unknown }
  /** `failure` stays until it is closed. */
  tone?: 'plain' | 'failure'
  /** For those who fold it open; never a sentence of its own. */
  detail?: string
  /** How long it stays, in ms. */
  duration?: number
  /** Replaces the notice of the same name. */
  id?: string
}

/** How long Undo is offered, in ms. */
export const UNDO_MS = 10_000

/** What draws the notices. */
export const notices = later(() => import('./NoticeLayer.svelte'))

type Notices = typeof import('./notices')
let drawn: Notices | null = null

/** Shows a notice. Returns what takes it away. */
export function notify(notice: Notice): () => void {
  const id = notice.id ?? crypto.randomUUID()
  const duration = notice.duration ?? (notice.tone === 'failure' ? Number.POSITIVE_INFINITY : notice.undo || notice.action ? UNDO_MS : 4_000)
  let closed = false
  const close = () => {
    closed = true
    drawn?.dismiss(id)
  }
  const show = (by: Notices) => {
    drawn = by
    if (!closed) by.show(id, notice, duration, close)
  }
  if (drawn) show(drawn)
  else void Promise.all([import('./notices'), notices.want()]).then(([by]) => show(by))
  return close
}
