// What is being dragged over the desk: stories on their way to a tag or a status, a tag on its way under another.

export type Dragged = { kind: 'stories'; ids: string[] } | { kind: 'tag'; name: string }

class Drag {
  now = $state.raw<Dragged | null>(null)
}
export const drag = new Drag()

/** Begins a drag; `words` is what other applications get. */
export function beginDrag(event: DragEvent, what: Dragged, words: string): void {
  drag.now = what
  if (!event.dataTransfer) return
  event.dataTransfer.effectAllowed = 'all'
  event.dataTransfer.setData('text/plain', words)
}
export const endDrag = (): void => void (drag.now = null)
