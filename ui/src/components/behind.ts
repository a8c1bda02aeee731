// While a dialog is open nothing behind it shows a scroll bar: where WebKit does not compose its layers it paints overlay bars
// above everything, the dialog too. `styles/base.css` says which.
let open = 0

/** Attachment of a dialog's box. */
export function behind(): () => void {
  open += 1
  // A bar that takes room stays: without it the column would move.
  const overlaid = [...document.querySelectorAll<HTMLElement>('.page-scroll, .rows')].every((pane) => pane.offsetWidth === pane.clientWidth)
  if (overlaid) document.documentElement.dataset.behind = ''
  return () => {
    open -= 1
    if (open === 0) delete document.documentElement.dataset.behind
  }
}
