// What is typed right after a key that opens a field is meant for the field, though it may still be on its way.

/** After so long it will not come. */
const LIMIT_MS = 3_000

/** Keeps what is typed until `field` has the focus, and puts it there. Nothing of it reaches the page. */
export function typeAhead(field: () => HTMLInputElement | null): void {
  let typed = ''
  const keep = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.key.length !== 1) return
    event.preventDefault()
    event.stopImmediatePropagation()
    typed += event.key
  }
  const until = performance.now() + LIMIT_MS
  const look = () => {
    const there = field()
    if (!there && performance.now() < until) {
      requestAnimationFrame(look)
      return
    }
    removeEventListener('keydown', keep, true)
    if (!there || !typed) return
    there.setRangeText(typed, there.value.length, there.value.length, 'end')
    there.dispatchEvent(new InputEvent('input', { bubbles: true }))
  }
  addEventListener('keydown', keep, true)
  requestAnimationFrame(look)
}
