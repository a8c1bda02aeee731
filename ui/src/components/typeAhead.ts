// What is typed right after a key that opens a field is meant for the field, though it may still be on its way.

/** After so long it will not come. */
const LIMIT_MS = 3_000

/** Keys that would do something to the page; a field on its way has nothing for them. */
const OF_THE_PAGE = /^(?:Delete|Tab|Arrow\w+|Home|End|PageUp|PageDown)$/

/** Keeps what is typed until `field` has the focus, and puts it there; ends where it is `wanted` no more. Nothing of it reaches the page. */
export function typeAhead(field: () => HTMLInputElement | null, wanted: () => boolean): void {
  let typed = ''
  let entered = false
  const keep = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (event.key === 'Backspace') typed = typed.slice(0, -1)
    else if (event.key === 'Enter') entered = true
    else if (event.key.length === 1) typed += event.key
    else if (!OF_THE_PAGE.test(event.key)) return
    event.preventDefault()
    event.stopImmediatePropagation()
  }
  const until = performance.now() + LIMIT_MS
  const look = () => {
    const there = field()
    if (!there && wanted() && performance.now() < until) {
      requestAnimationFrame(look)
      return
    }
    removeEventListener('keydown', keep, true)
    if (!there) return
    if (typed) {
      there.setRangeText(typed, there.value.length, there.value.length, 'end')
      there.dispatchEvent(new InputEvent('input', { bubbles: true }))
    }
    // Once what was typed has found its hits.
    if (entered) requestAnimationFrame(() => there.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true })))
  }
  addEventListener('keydown', keep, true)
  requestAnimationFrame(look)
}
