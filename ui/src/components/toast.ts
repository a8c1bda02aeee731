// What the desk says in passing. Nothing that can be undone asks first: it happens, and a notice offers Undo for ten seconds.
import { toast } from 'svelte-sonner'
import type { Component } from 'svelte'
import Toast from './Toast.svelte'

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

/** Shows a notice. Returns what takes it away. */
export function notify(notice: Notice): () => void {
  const id = notice.id ?? crypto.randomUUID()
  const close = () => void toast.dismiss(id)
  const duration = notice.duration ?? (notice.tone === 'failure' ? Number.POSITIVE_INFINITY : notice.undo || notice.action ? UNDO_MS : 4_000)
  toast.custom(Toast as unknown as Component, { id, duration, componentProps: { notice, close } as never })
  return close
}
