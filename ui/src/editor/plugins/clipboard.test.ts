import { expect, test } from 'vitest'
import { looksLikeMarkdown, readMarkdown } from '../markdown'
import { writeDocument } from '../document'
import { schema } from '../schema'
import { body, h2, li, mark, note, p, paste, pre, show, state, typing, ul } from '../testing'
import { plainText } from './clipboard'

function pasted(html: string, blocks = [p('<a>')]): string {
  const view = typing(state(blocks), '')
  paste(view, { html })
  view.state.doc.check()
  return show(view.state)
}

test('Google Docs come in as structure without its wrapper', () => {
  const html = '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><h2><span style="font-weight:400">Head</span></h2><p><span style="font-weight:700">Bold</span><span style="font-style:italic"> lean</span></p></b>'
  expect(pasted(html)).toBe('h2(Head) p(strong{Bold}em{ lean}<a>)')
})

test('Word comes in without its own elements', () => {
  expect(pasted('<style>p{color:red}</style><!--[if gte mso 9]><xml/><![endif]--><p class="MsoNormal">One<o:p></o:p></p><p class="MsoNormal">Two</p>')).toBe('p(One) p(Two<a>)')
})

test('scripts, styles and forbidden addresses do not come in', () => {
  expect(pasted('<p onclick="x">a<script>alert(1)</script> <a href="javascript:x">b</a> <a href="https://c.example">c</a></p>')).toBe('p(a b link{c}<a>)')
  expect(pasted('<p>x <img src="data:image/png;base64,AAAA"> y</p>')).toBe('p(x y<a>)')
})

test('tasks keep their boxes', () => {
  expect(pasted('<ul><li><input type="checkbox" checked> a</li><li><input type="checkbox"> b</li></ul>')).toBe('ul(done(p(a)) todo(p(b<a>)))')
})

test('a headline takes one plain line', () => {
  const view = typing(state([p('x')], { headline: 'Old <a>' }), '')
  paste(view, { html: '<h1>New</h1><p>line</p>', text: 'New\nline' })
  expect(view.state.doc.firstChild!.textContent).toBe('Old New line')
})

test('an address over selected words links them', () => {
  const view = typing(state([p('see <a>this<b> now')]), '')
  paste(view, { text: 'https://a.example/x' })
  expect(show(view.state)).toBe('p(see link{this}<a> now)')
})

test('an address alone is a link of its own words', () => {
  const view = typing(state([p('see <a>')]), '')
  paste(view, { text: 'https://a.example/x' })
  expect(show(view.state)).toBe('p(see link{https://a.example/x}<a>)')
  const code = typing(state([pre('<a>')]), '')
  paste(code, { text: 'https://a.example/x' })
  expect(show(code.state)).toBe('pre(https://a.example/x<a>)')
})

test('plain text comes in as paragraphs', () => {
  const view = typing(state([p('<a>')]), '')
  paste(view, { text: 'one\r\ntwo\r\n\r\nthree' })
  expect(show(view.state)).toBe('p(one⏎two) p(three<a>)')
  const lines = typing(state([p('<a>')]), '')
  paste(lines, { text: 'one\ntwo' })
  expect(show(lines.state)).toBe('p(one) p(two<a>)')
})

test('a copied page can be pasted into a body', () => {
  const view = typing(state([p('body', note(p('a note')))], { headline: 'Head', standfirst: 'Stand' }), '')
  const { dom } = view.serializeForClipboard(view.state.doc.slice(0, view.state.doc.content.size))
  const into = typing(state([p('<a>')]), '')
  paste(into, { html: [...dom.childNodes].map((node) => new XMLSerializer().serializeToString(node)).join('') })
  into.state.doc.check()
  expect(show(into.state).replace('<a>', '')).toBe('h1(Head) p(Stand) p(bodynote(p(a note)))')
})

test('copied text reads as a person would write it', () => {
  expect(plainText(body(h2('Head'), p('one'), ul(li(p('a')), li(p('b')))).content)).toBe('Head\n\none\n\n- a\n- b')
})

test('Markdown is known by its signs', () => {
  expect(looksLikeMarkdown('# Title\n\ntext')).toBe(true)
  expect(looksLikeMarkdown('- a\n- b')).toBe(true)
  expect(looksLikeMarkdown('see [x](https://a.example)')).toBe(true)
  expect(looksLikeMarkdown('Plain words, 2 * 3, and a dash - here.')).toBe(false)
})

test('Markdown becomes structure', () => {
  const read = (text: string) => show(state([...readMarkdown(text).content]))
  expect(read('# One\n\ntwo **bold** and *lean*\nsame paragraph')).toBe('h1(One) p(two strong{bold} and em{lean} same paragraph)')
  expect(read('- a\n- b\n  - c\n- [x] d\n')).toBe('ul(li(p(a)) li(p(b) ul(li(p(c)))) done(p(d)))')
  expect(read('1. a\n2. b\n\n> q\n\n---\n\n```js\nx\n```')).toBe('ol(li(p(a)) li(p(b))) quote(p(q)) hr() pre(x)')
  expect(read('[x](javascript:y) `a*b*` \\*z\\*')).toBe('p([x](javascript:y) code{a*b*} *z*)')
  const doc = schema.nodes.doc.create(null, readMarkdown('a [b](https://c.example "t")'))
  expect(writeDocument(doc).content[0].content?.[1].marks).toEqual([{ type: 'link', attrs: { href: 'https://c.example', title: 't' } }])
})

test('marks of review are not pasted', () => {
  const view = typing(state([p('<a>')]), '')
  const suggested = mark('insertion', 'new', { id: '1' })
  const slice = body(p(suggested)).slice(0)
  view.dispatch(view.state.tr.replaceSelection(view.someProp('transformPasted', (f) => f(slice, view, false)) ?? slice))
  expect(view.state.doc.child(3).rangeHasMark(0, view.state.doc.child(3).content.size, schema.marks.insertion)).toBe(false)
})
