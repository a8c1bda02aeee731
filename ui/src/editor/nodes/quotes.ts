// Quotations, lines lifted out of the story, and boxes of facts.

import { wrappingInputRule } from 'prosemirror-inputrules'
import { toggleQuote } from '../commands/blocks'
import type { NodePart } from '../part'

export const blockquote: NodePart = {
  name: 'blockquote',
  spec: { content: 'block+', group: 'block', defining: true, parseDOM: [{ tag: 'blockquote' }], toDOM: () => ['blockquote', 0] },
  keys: () => ({ 'Mod-Shift-9': toggleQuote }),
  rules: (schema) => [wrappingInputRule(/^\s*>\s$/, schema.nodes.blockquote)],
}

export const pullQuote: NodePart = {
  name: 'pull_quote',
  spec: {
    content: 'inline*',
    group: 'block',
    defining: true,
    attrs: { attribution: { default: '' } },
    parseDOM: [
      {
        tag: 'aside[data-pull-quote]',
        priority: 60,
        contentElement: 'p',
        getAttrs: (dom) => ({ attribution: dom.getAttribute('data-attribution') ?? '' }),
      },
    ],
    toDOM: (node) => ['aside', { class: 'pull-quote', 'data-pull-quote': '', 'data-attribution': node.attrs.attribution as string }, ['p', 0]],
  },
}

export const factBox: NodePart = {
  name: 'fact_box',
  spec: {
    content: 'block+',
    defining: true,
    isolating: true,
    attrs: { title: { default: '' } },
    parseDOM: [
      { tag: 'aside[data-fact-box]', priority: 60, contentElement: '.facts', getAttrs: (dom) => ({ title: dom.getAttribute('data-title') ?? '' }) },
    ],
    toDOM: (node) => ['aside', { class: 'fact-box', 'data-fact-box': '', 'data-title': node.attrs.title as string }, ['div', { class: 'facts' }, 0]],
  },
}
