// What other programs put on the clipboard. The core's importer reads the same fixtures: tests/inout/pasted.rs.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { undo } from 'prosemirror-history'
import { Selection } from 'prosemirror-state'
import { parseDocument, writeDocument } from './document'
import { isDeep, LARGE_HTML, MOST_TEXT } from './plugins/clipboard'
import { createState } from './state'
import { body, li, p, pageOf, paste, pasteEvent, pre, show, state, typing, ul, article } from './testing'
import { EditorView } from 'prosemirror-view'

const folder = join(__dirname, '../../../tests/fixtures/paste')
const fixtures = readdirSync(folder).filter((name) => name.endsWith('.html'))

function pasted(html: string, into = [p('<a>')]): EditorView {
  const view = typing(state(into), '')
  paste(view, { html })
  view.state.doc.check()
  return view
}

for (const name of fixtures) {
  test(`${name} comes in as plain structure, as the core reads it`, () => {
    const view = pasted(readFileSync(join(folder, name), 'utf8'))
    const golden = parseDocument(JSON.parse(readFileSync(join(folder, name.replace(/(?:-webkit)?\.html$/, '.json')), 'utf8')))
    expect(show(createStateOf(view.state.doc.child(3)))).toBe(show(createStateOf(golden)))
    expect(writeDocument(view.state.doc.child(3))).toEqual(writeDocument(golden))
  })
}

function createStateOf(doc: ReturnType<typeof body>) {
  return state([...doc.children])
}

test('a paste is one step of undo', () => {
  const view = pasted(readFileSync(join(folder, 'word.html'), 'utf8'), [p('before<a>')])
  undo(view.state, view.dispatch)
  expect(show(view.state)).toBe('p(before<a>)')
})

test('bold that a style takes back is not bold', () => {
  expect(show(pasted('<p><b>loud <span style="font-weight:normal">quiet</span></b></p>').state)).toBe('p(strong{loud }quiet<a>)')
  expect(show(pasted('<p style="font-weight:bold">all of it</p>').state)).toBe('p(strong{all of it}<a>)')
})

test('lists of Word keep their depth and their first number', () => {
  const item = (level: number, label: string, words: string) => `<p class=MsoListParagraph style='mso-list:l0 level${level} lfo1'><span style='mso-list:Ignore'>${label}<span>&nbsp; </span></span>${words}</p>\n`
  expect(show(pasted(item(1, '3.', 'c') + item(2, 'a)', 'deep') + item(2, 'b)', 'deeper') + item(1, '4.', 'd')).state).replace('<a>', '')).toBe('ol(li(p(c) ol(li(p(deep)) li(p(deeper)))) li(p(d)))')
  expect(show(pasted(item(1, '·', 'a') + '<p>between</p>' + item(1, '·', 'b')).state).replace('<a>', '')).toBe('ul(li(p(a))) p(between) ul(li(p(b)))')
})

test('rows of cells with tabs become a table, code with tabs does not', () => {
  const view = typing(state([p('<a>')]), '')
  paste(view, { text: 'Month\tSailings\nJanuary\t3\n' })
  expect(show(view.state).replace('<a>', '')).toContain('table(tr(td(p(Month)) td(p(Sailings))) tr(td(p(January)) td(p(3))))')
  const code = typing(state([p('<a>')]), '')
  paste(code, { text: 'if x:\n\ty = 1' })
  expect(show(code.state)).not.toContain('table(')
})

function hosted(readHtml: (html: string) => Promise<unknown>) {
  const say = vi.fn()
  const view = new EditorView(document.createElement('div'), { state: createState(pageOf(article([{ type: 'paragraph' }])), { follow: () => {}, onMarkdown: () => {}, readHtml, say }) })
  view.dispatch(view.state.tr.setSelection(Selection.atEnd(view.state.doc)))
  return { view, say }
}

test('large HTML is read by the core, and lands where the caret was', async () => {
  const read = vi.fn(async () => ({ type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'from the core' }] }] }))
  const { view } = hosted(read)
  view.dom.dispatchEvent(pasteEvent({ 'text/html': `<p>${'x'.repeat(LARGE_HTML)}</p>` }))
  expect(read).toHaveBeenCalledOnce()
  expect(view.dom.textContent).toContain('Pasting…')
  await vi.waitFor(() => expect(view.state.doc.textContent).toContain('from the core'))
  expect(view.dom.textContent).not.toContain('Pasting…')
  undo(view.state, view.dispatch)
  expect(view.state.doc.textContent).not.toContain('from the core')
})

test('nesting without end is read by the core', () => {
  expect(isDeep('<ul><li>a'.repeat(500))).toBe(true)
  expect(isDeep('<p>a<br>'.repeat(5_000))).toBe(false)
  expect(isDeep('<div><p>a</p></div>'.repeat(5_000))).toBe(false)
})

test('what no page could show is refused in words, and nothing changes', () => {
  const { view, say } = hosted(async () => ({}))
  const before = view.state.doc
  view.dom.dispatchEvent(pasteEvent({ 'text/plain': 'word '.repeat(MOST_TEXT / 4) }))
  expect(say).toHaveBeenCalledOnce()
  expect(view.state.doc.eq(before)).toBe(true)
})

test('a paste that would nest too deep comes in as its text', () => {
  let deep = li(p('deep'))
  for (let i = 0; i < 11; i++) deep = li(p('x'), ul(deep))
  const inner = pasted(ulHtml(12), [ul(deep)].concat([p('<a>')]))
  writeDocument(inner.state.doc.child(3))
  let nest = li(p('<a>'))
  for (let i = 0; i < 12; i++) nest = li(p('x'), ul(nest))
  const view = pasted(ulHtml(8), [ul(nest)])
  expect(() => parseDocument(writeDocument(view.state.doc.child(3)))).not.toThrow()
  expect(view.state.doc.textContent).toContain('n7')
})

const ulHtml = (depth: number): string => Array.from({ length: depth }, (_, at) => `<ul><li><p>n${at}</p>`).join('') + '</li></ul>'.repeat(depth)

test('pasted as plain text, words are only words', () => {
  const view = typing(state([p('see <a>this<b>')]), '')
  paste(view, { html: '<b>https://a.example/</b>', text: 'https://a.example/', plain: true })
  expect(show(view.state)).toBe('p(see https://a.example/<a>)')
})

test('code takes what was copied as plain text', () => {
  const view = typing(state([pre('<a>')]), '')
  paste(view, { text: '<b>x</b>' })
  expect(show(view.state)).toBe('pre(<b>x</b><a>)')
})

test('HTML in which nothing can be seen comes in as the words beside it', () => {
  const view = typing(state([p('<a>')]), '')
  paste(view, { html: '<html><body style="display: none;"></body></html>', text: 'The vote was close.' })
  expect(show(view.state)).toBe('p(The vote was close.<a>)')
  const rule = typing(state([p('<a>')]), '')
  paste(rule, { html: '<hr>', text: '---' })
  expect(show(rule.state)).toContain('hr')
})
