// A field of a node that is written beside its text: a credit, an attribution, a title. It edits one attribute.

import type { EditorView } from 'prosemirror-view'
import { TextSelection } from 'prosemirror-state'

/** Longest text of a field in UTF-16 units; in UTF-8 it stays within the longest attribute. */
const LONGEST = 4000

export interface Field {
  dom: HTMLInputElement
  /** Brings the field to the attribute's value without moving its caret. */
  update: (value: string) => void
}

export interface FieldOptions {
  view: EditorView
  getPos: () => number | undefined
  attr: string
  value: string
  label: string
  className: string
}

/** Makes an input for an attribute. Enter goes on into the node's text, Escape goes back to the page. */
export function attributeField({ view, getPos, attr, value, label, className }: FieldOptions): Field {
  const dom = document.createElement('input')
  // An attribute that is absent where nothing is said is taken away with its last letter.
  const empty = attr === 'licence' ? undefined : ''
  dom.type = 'text'
  dom.className = `node-field ${className}`
  dom.placeholder = label
  dom.setAttribute('aria-label', label)
  dom.maxLength = LONGEST
  dom.value = value
  dom.readOnly = !view.editable
  dom.spellcheck = false
  dom.addEventListener('input', () => {
    const pos = getPos()
    if (pos !== undefined) view.dispatch(view.state.tr.setNodeAttribute(pos, attr, dom.value || empty))
  })
  dom.addEventListener('keydown', (event) => {
    if (event.isComposing) return
    if (event.key === 'Enter' || event.key === 'Escape' || event.key === 'ArrowDown') {
      const pos = getPos()
      if (pos === undefined) return
      event.preventDefault()
      const { tr } = view.state
      view.dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(pos + 1), 1)).scrollIntoView())
      view.focus()
    } else if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'z') {
      // The page's history knows these changes; the input's own would undo them a second time.
      event.preventDefault()
      view.someProp('handleKeyDown', (handle) => handle(view, event))
    }
  })
  return {
    dom,
    update: (next) => {
      if (dom.value !== next) dom.value = next
      dom.readOnly = !view.editable
    },
  }
}
