// How notices are drawn: what `toast.ts` loads when there is one.
import type { Component } from 'svelte'
import { toast } from 'svelte-sonner'
import type { Notice } from './toast'
import Toast from './Toast.svelte'

/** Draws a notice; one of the same name is replaced. */
export function show(id: string, notice: Notice, duration: number, close: () => void): void {
  toast.custom(Toast as unknown as Component, { id, duration, componentProps: { notice, close } as never })
}

/** Takes a notice away. */
export function dismiss(id: string): void {
  toast.dismiss(id)
}
