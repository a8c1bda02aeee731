// Placeholders of empty fields, as classes: at most five decorations, found without walking the document.

import { Plugin } from 'prosemirror-state'
import { Decoration, DecorationSet } from 'prosemirror-view'
import { schema } from '../schema'

const empty = { class: 'empty' }

export function placeholder(): Plugin {
  return new Plugin({
    props: {
      decorations(state) {
        const page = state.doc
        const out: Decoration[] = []
        let at = 0
        for (let i = 0; i < 2; i++) {
          const field = page.child(i)
          if (field.content.size === 0) out.push(Decoration.node(at, at + field.nodeSize, empty))
          at += field.nodeSize
        }
        const row = page.child(2)
        let inner = at + 1
        row.forEach((field) => {
          if (field.content.size === 0) out.push(Decoration.node(inner, inner + field.nodeSize, empty))
          inner += field.nodeSize
        })
        at += row.nodeSize
        const body = page.child(3)
        const only = body.childCount === 1 ? body.child(0) : null
        if (only?.type === schema.nodes.paragraph && only.content.size === 0) out.push(Decoration.node(at + 1, at + 3, empty))
        return out.length > 0 ? DecorationSet.create(page, out) : null
      },
    },
  })
}
