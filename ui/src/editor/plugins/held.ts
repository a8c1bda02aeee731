// Shows which words a floating field is about while the field has the focus and the page's own selection is not drawn.

import { Plugin, PluginKey, type Transaction } from 'prosemirror-state'
import { Decoration, DecorationSet } from 'prosemirror-view'

interface Range {
  from: number
  to: number
}

const heldKey = new PluginKey<DecorationSet>('held')

/** Marks a range, or with null none. */
export const hold = (tr: Transaction, range: Range | null): Transaction => tr.setMeta(heldKey, { range })

export function held(): Plugin {
  return new Plugin<DecorationSet>({
    key: heldKey,
    state: {
      init: () => DecorationSet.empty,
      apply(tr, set) {
        const meta = tr.getMeta(heldKey) as { range: Range | null } | undefined
        if (!meta) return set === DecorationSet.empty ? set : set.map(tr.mapping, tr.doc)
        return meta.range ? DecorationSet.create(tr.doc, [Decoration.inline(meta.range.from, meta.range.to, { class: 'held' })]) : DecorationSet.empty
      },
    },
    props: { decorations: (state) => heldKey.getState(state) },
  })
}
