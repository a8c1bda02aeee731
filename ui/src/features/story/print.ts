// Printing: the Broadsheet page of the story, as its export writes it, in a frame of its own that runs no script.
import * as backend from '$/backend'
import { sayFailure } from '$/components/failure'
import { library } from '$/features/library/library.svelte'
import { session } from './session.svelte'

/** How long the frame stays after printing where nothing tells that it is done, in ms. */
const LONGEST = 600_000

export async function print(): Promise<void> {
  const story = session.story
  if (!story) return
  try {
    await session.flush()
    const { text } = await backend.previewExport(story.id, { format: 'html', publication: library.settings.publication ?? '', front_matter: false })
    show(text)
  } catch (failure) {
    sayFailure(failure)
  }
}

function show(page: string): void {
  document.querySelector('iframe.print')?.remove()
  const frame = document.createElement('iframe')
  frame.className = 'print'
  frame.title = 'The page that is printed'
  // No scripts: the same origin only so that this page may ask the frame to print.
  frame.setAttribute('sandbox', 'allow-same-origin allow-modals')
  frame.setAttribute('aria-hidden', 'true')
  frame.tabIndex = -1
  Object.assign(frame.style, { position: 'fixed', inset: '0 auto auto -10000px', width: '794px', height: '1123px', border: '0' })
  frame.addEventListener('load', () => {
    const inner = frame.contentWindow
    if (!inner) return
    const gone = () => frame.remove()
    inner.addEventListener('afterprint', () => setTimeout(gone))
    setTimeout(gone, LONGEST)
    void inner.document.fonts.ready.then(() => {
      inner.focus()
      inner.print()
    })
  })
  frame.srcdoc = page
  document.body.append(frame)
}
