// Reserved for review: suggested changes and comments. They are kept and shown, never made by typing, and never pasted.

import type { MarkPart } from '../part'

function suggestion(name: 'insertion' | 'deletion' | 'modification'): MarkPart {
  return {
    name,
    spec: {
      inclusive: false,
      attrs: { id: {}, author: { default: '' }, time: { default: '' } },
      toDOM: (mark) => ['span', { class: `review-${name}`, title: mark.attrs.author as string }, 0],
    },
  }
}

export const insertion = suggestion('insertion')
export const deletion = suggestion('deletion')
export const modification = suggestion('modification')

export const comment: MarkPart = {
  name: 'comment',
  spec: { inclusive: false, excludes: '', attrs: { thread: {} }, toDOM: () => ['span', { class: 'review-comment' }, 0] },
}
