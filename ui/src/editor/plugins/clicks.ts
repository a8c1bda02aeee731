// What a click does beyond placing the caret: tick a task, follow a link with Ctrl, never leave the page.

import { Plugin, TextSelection } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { schema } from '../schema'

/** `follow` opens a link in the system's browser. */
export function clicks(follow: (href: string) => void): Plugin {
  return new Plugin({
    props: {
      handleDOMEvents: {
        mousedown(view, event) {
          if (!view.editable) return false
          if (belowAll(view, event)) {
            event.preventDefault()
            return true
          }
          const item = taskBoxAt(event)
          if (!item) return false
          event.preventDefault()
          tick(view, item)
          return true
        },
        click(_view, event) {
          const link = (event.target as Element | null)?.closest?.('a[href]')
          if (!link) return false
          event.preventDefault()
          if (event.ctrlKey || event.metaKey) follow(link.getAttribute('href') ?? '')
          return event.ctrlKey || event.metaKey
        },
      },
    },
  })
}

/** Returns the task whose box, which is drawn before the item's text, was hit. */
function taskBoxAt(event: MouseEvent): HTMLElement | null {
  const item = event.target as HTMLElement | null
  if (event.button !== 0 || !item?.matches?.('li.task')) return null
  const box = item.getBoundingClientRect()
  const rtl = getComputedStyle(item).direction === 'rtl'
  const inset = rtl ? event.clientX - box.right : box.left - event.clientX
  return inset > 4 && inset < 28 && event.clientY < box.top + 30 ? item : null
}

function tick(view: EditorView, dom: HTMLElement): void {
  const pos = view.posAtDOM(dom, 0) - 1
  const item = view.state.doc.nodeAt(pos)
  if (item?.type !== schema.nodes.list_item) return
  view.dispatch(view.state.tr.setNodeAttribute(pos, 'checked', !item.attrs.checked))
}

/** A click below the last block goes to a paragraph there, made where the story ends with something else. */
function belowAll(view: EditorView, event: MouseEvent): boolean {
  if (event.target !== view.dom || event.button !== 0 || event.shiftKey) return false
  const last = view.dom.lastElementChild?.lastElementChild?.getBoundingClientRect()
  const body = view.state.doc.child(3)
  if (!last || event.clientY <= last.bottom || body.lastChild?.type === schema.nodes.paragraph) return false
  const end = view.state.doc.content.size - 1
  const tr = view.state.tr.insert(end, schema.nodes.paragraph.create())
  view.dispatch(tr.setSelection(TextSelection.create(tr.doc, end + 1)).scrollIntoView())
  view.focus()
  return true
}
