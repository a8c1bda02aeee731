// The top of the page: headline, standfirst and byline row, and the body that follows them. One document, so that
// the caret, undo and selection flow through; each field is plain text.

import type { NodePart } from '../part'

const line = { content: 'text*', marks: '', isolating: true, defining: true, selectable: false } as const

export const page: NodePart = { name: 'page', spec: { content: 'headline standfirst byline doc', allowGapCursor: false } }

export const headline: NodePart = {
  name: 'headline',
  spec: { ...line, parseDOM: [{ tag: 'h1[data-field=headline]' }], toDOM: () => ['h1', { class: 'headline', 'data-field': 'headline' }, 0] },
}

export const standfirst: NodePart = {
  name: 'standfirst',
  spec: { ...line, parseDOM: [{ tag: 'p[data-field=standfirst]' }], toDOM: () => ['p', { class: 'standfirst', 'data-field': 'standfirst' }, 0] },
}

export const byline: NodePart = {
  name: 'byline',
  spec: {
    content: 'authors dateline',
    allowGapCursor: false,
    isolating: true,
    selectable: false,
    // The date is shown, not written here: the inspector owns it.
    attrs: { date: { default: '' } },
    parseDOM: [{ tag: 'div[data-field=byline]', contentElement: '.fields' }],
    toDOM: (node) => ['div', { class: 'by', 'data-field': 'byline' }, ['div', { class: 'fields' }, 0], ['time', { contenteditable: 'false' }, node.attrs.date as string]],
  },
}

export const authors: NodePart = {
  name: 'authors',
  spec: { ...line, parseDOM: [{ tag: 'div[data-field=authors]' }], toDOM: () => ['div', { class: 'authors', 'data-field': 'authors' }, 0] },
}

export const dateline: NodePart = {
  name: 'dateline',
  spec: { ...line, parseDOM: [{ tag: 'div[data-field=dateline]' }], toDOM: () => ['div', { class: 'dateline', 'data-field': 'dateline' }, 0] },
}

export const doc: NodePart = {
  name: 'doc',
  spec: { content: '(block | fact_box)+', isolating: true, selectable: false, parseDOM: [{ tag: 'div[data-field=body]' }], toDOM: () => ['div', { class: 'body', 'data-field': 'body' }, 0] },
}
