// The paragraph that is written stands out while all else is dimmed: one class on the page, one on a block. The block is told
// anew only when the caret comes to another one.

import { Plugin, PluginKey } from 'prosemirror-state'
import { Decoration, DecorationSet } from 'prosemirror-view'

interface Standing {
  /** Where the block begins; -1 where none stands out. */
  at: number
  set: DecorationSet
}

const key = new PluginKey<Standing>('standout')
const none: Standing = { at: -1, set: DecorationSet.empty }

/** `on` tells whether blocks stand out now. */
export function standout(on: () => boolean): Plugin {
  return new Plugin<Standing>({
    key,
    state: {
      init: () => none,
      apply(tr, before, _old, state) {
        if (!on()) return none
        const { $head } = state.selection
        const depth = Math.min($head.depth, $head.depth > 0 && $head.node(1) === state.doc.child(3) ? 2 : 1)
        if (depth < 1) return none
        const at = $head.before(depth)
        if (before.at === at && !tr.docChanged) return before
        if (before.at >= 0 && tr.docChanged && tr.mapping.map(before.at, -1) === at && before.set.find().length === 1) {
          const set = before.set.map(tr.mapping, tr.doc)
          if (set.find(at, at + 1).length === 1) return { at, set }
        }
        return { at, set: DecorationSet.create(state.doc, [Decoration.node(at, at + $head.node(depth).nodeSize, { class: 'stands-out' })]) }
      },
    },
    props: {
      decorations: (state) => key.getState(state)?.set,
      attributes: () => (on() ? { class: 'dimmed' } : { class: '' }),
    },
  })
}
