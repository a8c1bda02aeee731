// A pointer that was pressed on the page: followed wherever it goes until it is let go, or Escape gives up.

export interface Following {
  move: (event: PointerEvent) => void
  /** `keep` is false where it was given up. */
  end: (keep: boolean) => void
}

/** Follows the pointer that is pressed now. */
export function followPointer({ move, end }: Following): void {
  const done = (keep: boolean) => {
    window.removeEventListener('pointermove', move, true)
    window.removeEventListener('pointerup', up, true)
    window.removeEventListener('pointercancel', cancel, true)
    window.removeEventListener('keydown', key, true)
    end(keep)
  }
  const up = () => done(true)
  const cancel = () => done(false)
  const key = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.preventDefault()
    event.stopPropagation()
    done(false)
  }
  window.addEventListener('pointermove', move, true)
  window.addEventListener('pointerup', up, true)
  window.addEventListener('pointercancel', cancel, true)
  window.addEventListener('keydown', key, true)
}
