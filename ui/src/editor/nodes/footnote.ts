// Footnotes: an inline whose blocks live inside it, so history and restores can never lose them. The number is a CSS
// counter. On the clipboard its blocks travel as JSON, because HTML cannot hold a block inside a line.

import type { NodePart } from '../part'
import { insertFootnote } from '../commands/insert'
import { parseFootnote } from '../parse'

export const footnote: NodePart = {
  name: 'footnote',
  spec: {
    inline: true,
    group: 'inline',
    content: 'block+',
    atom: true,
    draggable: true,
    isolating: true,
    parseDOM: [
      {
        tag: 'sup[data-footnote]',
        priority: 70,
        getContent: (dom, schema) => parseFootnote(schema, (dom as Element).getAttribute('data-footnote') ?? '').content,
      },
    ],
    toDOM: (node) => ['sup', { class: 'footnote', 'data-footnote': JSON.stringify(node.toJSON()) }],
  },
  keys: () => ({ 'Mod-Alt-f': insertFootnote }),
}
