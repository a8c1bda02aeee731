// Links. Only addresses that a story may point at are ever made.

import { InputRule } from 'prosemirror-inputrules'
import { closeHistory } from 'prosemirror-history'
import type { MarkPart } from '../part'
import { withinCode } from './within'
import { isAllowedUrl, MAX_ATTRIBUTE, readAddress } from '../url'

export const link: MarkPart = {
  name: 'link',
  spec: {
    attrs: { href: {}, title: { default: '' } },
    inclusive: false,
    parseDOM: [
      {
        tag: 'a[href]',
        getAttrs: (dom) => {
          const href = dom.getAttribute('href') ?? ''
          return isAllowedUrl(href, 'link') ? { href, title: (dom.getAttribute('title') ?? '').slice(0, MAX_ATTRIBUTE / 4) } : false
        },
      },
    ],
    toDOM: (mark) => {
      const { href, title } = mark.attrs as { href: string; title: string }
      return ['a', title ? { href, title } : { href }, 0]
    },
  },
  rules: (schema) => [
    // [words](address) or [words](address "title")
    new InputRule(/\[([^[\]]+)\]\((\S+?)(?:\s+"([^"]*)")?\)$/, (state, match, start, end) => {
      const href = readAddress(match[2], 'link')
      const typed = state.doc.textBetween(start, end)
      if (!href || typed !== match[0].slice(0, -1) || !state.selection.$from.parent.type.allowsMarkType(schema.marks.link)) return null
      const wordsEnd = start + 1 + match[1].length
      if (withinCode(state, [start, start + 1], [wordsEnd, end])) return null
      const tr = closeHistory(state.tr)
      tr.delete(wordsEnd, end).delete(start, start + 1)
      tr.addMark(start, start + match[1].length, schema.marks.link.create({ href, title: match[3] ?? '' }))
      return tr.removeStoredMark(schema.marks.link)
    }),
  ],
}
