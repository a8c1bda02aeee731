import { expect, test } from 'vitest'
import { EditorState, TextSelection } from 'prosemirror-state'
import { history, undo } from 'prosemirror-history'
import { pageOf, readPage } from './document'
import { replacement } from './replace'
import { article } from './testing'

const text = (words: string) => ({ type: 'paragraph', content: [{ type: 'text', text: words }] })
const open = (page: ReturnType<typeof pageOf>) => EditorState.create({ doc: page, plugins: [history()] })

function check(before: ReturnType<typeof article>, after: ReturnType<typeof article>) {
  let state = open(pageOf(before))
  const tr = replacement(state, pageOf(after))
  if (tr) state = state.apply(tr)
  state.doc.check()
  expect(readPage(state.doc, after)).toEqual(after)
  return state
}

test('the page becomes the other text, field by field', () => {
  check(article([text('one'), text('two')]), { ...article([text('one'), text('2'), text('three')]), headline: 'Another', byline: [], dateline: '' })
  check(article([text('aaaa')]), article([text('aa')]))
  check(article([text('abab')]), article([text('ababab')]))
  check(article([text('x')]), article([{ type: 'horizontal_rule' }]))
})

test('nothing happens where nothing differs', () => {
  expect(replacement(open(pageOf(article([text('x')]))), pageOf(article([text('x')])))).toBeNull()
})

test('a caret before and behind the change stays with its words, and one undo takes it back', () => {
  const before = pageOf(article([text('first'), text('middle'), text('last')]))
  let state = open(before)
  const end = state.doc.content.size - 3
  state = state.apply(state.tr.setSelection(TextSelection.create(state.doc, end)))
  const word = state.selection.$head.parent.textContent
  state = state.apply(replacement(state, pageOf(article([text('first'), text('a longer middle'), text('last')])))!)
  expect(state.selection.$head.parent.textContent).toBe(word)
  undo(state, (tr) => (state = state.apply(tr)))
  expect(state.doc.eq(before)).toBe(true)
})
