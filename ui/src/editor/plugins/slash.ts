// The insert menu's trigger: `/` on an empty line opens it, what is typed behind it filters, leaving the line closes it.

import { Plugin, PluginKey, type EditorState, type Transaction } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { schema } from '../schema'

/** Where the `/` stands. */
interface SlashState {
  from: number
}

export interface Slash {
  from: number
  to: number
  query: string
}

const slashKey = new PluginKey<SlashState | null>('slash')
const LONGEST = 32

/** Returns what is typed behind the open `/`, or null. */
export function slashAt(state: EditorState): Slash | null {
  const open = slashKey.getState(state)
  if (!open) return null
  const { head } = state.selection
  return { from: open.from, to: head, query: state.doc.textBetween(open.from + 1, head) }
}

/** Closes the menu and leaves what was typed. */
export const closeSlash = (tr: Transaction): Transaction => tr.setMeta(slashKey, 'close')

/** Opens the menu at the caret by typing its `/`. */
export function openSlash(view: EditorView): boolean {
  const { $from, empty } = view.state.selection
  if (!empty || $from.parent.type !== schema.nodes.paragraph) return false
  const { tr } = view.state
  view.dispatch(tr.insertText('/').setMeta(slashKey, { from: $from.pos }).scrollIntoView())
  return true
}

/** `onkey` sees keys while the menu is open and tells whether it used them. */
export function slash(onkey: (event: KeyboardEvent) => boolean): Plugin {
  return new Plugin<SlashState | null>({
    key: slashKey,
    state: {
      init: () => null,
      apply(tr, open) {
        const meta = tr.getMeta(slashKey) as SlashState | 'close' | undefined
        if (meta) return meta === 'close' ? null : meta
        if (!open || (!tr.docChanged && !tr.selectionSet)) return open
        const mapped = tr.mapping.mapResult(open.from, -1)
        const { $head, empty } = tr.selection
        const from = mapped.pos
        if (mapped.deletedAfter || !empty || $head.pos <= from || !$head.parent.isTextblock || $head.start() > from || $head.pos - from > LONGEST) return null
        return tr.doc.textBetween(from, from + 1) === '/' ? { from } : null
      },
    },
    props: {
      handleTextInput(view, from, to, text) {
        const { $from, empty } = view.state.selection
        if (text !== '/' || !empty || from !== to || $from.parent.type !== schema.nodes.paragraph || $from.parent.content.size > 0) return false
        return openSlash(view)
      },
      handleKeyDown: (view, event) => slashKey.getState(view.state) !== null && !event.isComposing && onkey(event),
      handleDOMEvents: {
        blur(view) {
          if (slashKey.getState(view.state)) view.dispatch(closeSlash(view.state.tr))
          return false
        },
      },
    },
  })
}
