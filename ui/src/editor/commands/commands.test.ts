import { expect, test } from 'vitest'
import { commands } from '.'
import { box, body, done, h2, hr, li, note, ol, p, pre, press, pull, quote, run, show, state, td, th, todo, tr, table, type, typing, ul, mark } from '../testing'
import { GapCursor } from 'prosemirror-gapcursor'
import { backspaceInHead, enterInHead, fieldAt, leaveRow, startOf } from './head'
import { insertEmbed, insertFigure } from './insert'
import { linkAround, selectWord, setLink } from './marks'

/** Types into a page (`\n` is Enter) and shows its body. */
function check(blocks: Parameters<typeof state>[0], typed: string, expected: string) {
  expect(show(typing(state(blocks), typed).state)).toBe(expected)
}

test('Markdown typing makes blocks', () => {
  check([p('<a>')], '## Head', 'h2(Head<a>)')
  check([p('<a>')], '###### Small', 'h6(Small<a>)')
  check([p('<a>')], '> said', 'quote(p(said<a>))')
  check([p('<a>')], '- one\ntwo', 'ul(li(p(one)) li(p(two<a>)))')
  check([p('<a>')], '3. three', 'ol(li(p(three<a>)))')
  check([p('<a>')], '[] do\nnext', 'ul(todo(p(do)) todo(p(next<a>)))')
  check([p('<a>')], '- [x] done', 'ul(done(p(done<a>)))')
  check([p('<a>')], '---after', 'hr() p(after<a>)')
  check([p('<a>')], '```js x', 'pre(x<a>)')
  check([p('<a>')], '```js\nx\ny', 'pre(x\ny<a>)')
  check([p('no<a>')], ' ---', 'p(no —<a>)')
})

test('Markdown typing makes marks', () => {
  check([p('<a>')], 'a **b** c', 'p(a strong{b} c<a>)')
  check([p('<a>')], 'a *b* c', 'p(a em{b} c<a>)')
  check([p('<a>')], 'a _b_ c', 'p(a em{b} c<a>)')
  check([p('<a>')], '`b` c', 'p(code{b} c<a>)')
  check([p('<a>')], '~~b~~ c', 'p(strike{b} c<a>)')
  check([p('<a>')], 'see [here](example.org) now', 'p(see link{here} now<a>)')
  check([p('<a>')], '[x](javascript:y)', 'p([x](javascript:y)<a>)')
  check([p('<a>')], '2 * 3 * 4', 'p(2 * 3 * 4<a>)')
  check([p('<a>')], 'snake_case_name', 'p(snake_case_name<a>)')
  check([p('**bo', note(p('n')), 'ld<a>')], '**', 'p(**bonote(p(n))ld**<a>)')
})

test('what is typed beside code leaves the code as it is', () => {
  // Signs in code are neither Markdown at the start of a line …
  check([p('<a>')], '`-` a dash', 'p(code{-} a dash<a>)')
  check([p('<a>')], '`#` a', 'p(code{#} a<a>)')
  check([p('<a>')], '`1.` a', 'p(code{1.} a<a>)')
  check([p('<a>')], '`>` a', 'p(code{>} a<a>)')
  check([p('<a>')], '`[x]` a', 'p(code{[x]} a<a>)')
  check([p('<a>')], '`--`-', 'p(code{--}-<a>)')
  check([p('<a>')], '`[a](b.example`)', 'p(code{[a](b.example})<a>)')
  // … nor the first half of a dash, an ellipsis or a year.
  check([p('<a>')], 'x`-`- y', 'p(xcode{-}- y<a>)')
  check([p('<a>')], 'x`y-`-z', 'p(xcode{y-}-z<a>)')
  check([p('<a>')], '`..`.', 'p(code{..}.<a>)')
  check([p('<a>')], 'a `‘`90', 'p(a code{‘}90<a>)')
  check([p('<a>')], "`x`'s “`y`\"", 'p(code{x}’s “code{y}”<a>)')
  check([p(mark('code', '..'), '.<a>')], '..', 'p(code{..}…<a>)')
  check([p('<a>')], "run `--all 'x'`", "p(run code{--all 'x'}<a>)")
  // Marks go around it, and stand beside it.
  check([p('<a>')], '*a `b` c* d', 'p(em{a }em{code{b}}em{ c} d<a>)')
  check([p('<a>')], '`a``b` c', 'p(code{ab} c<a>)')
  check([p('<a>')], '`*a` b*', 'p(code{*a} b*<a>)')
})

test('one Backspace, or one undo, takes Markdown typing back', () => {
  for (const [typed, back] of [['## ', '## '], ['- ', '- '], ['**b**', '**b**'], ['---', '---'], ['[] ', '[] '], ['```js ', '```js '], ['[a](b.example)', '[a](b.example)']]) {
    for (const key of ['Backspace', 'Ctrl-z']) {
      const view = typing(state([p('<a>')]), typed)
      expect(press(view, key), `${key} after ${typed}`).toBe(true)
      expect(show(view.state), `${key} after ${typed}`).toBe(`p(${back}<a>)`)
    }
  }
})

test('Enter goes down the head of the page and Backspace goes back up', () => {
  const view = typing(state([p('body')], { headline: 'Head<a>' }), '')
  expect(fieldAt(view.state.selection.$head)).toBe('headline')
  const stops: (string | null)[] = []
  for (let i = 0; i < 3; i++) {
    press(view, 'Enter')
    stops.push(fieldAt(view.state.selection.$head))
  }
  expect(stops).toEqual(['standfirst', 'authors', null])
  expect(show(view.state)).toBe('p(<a>body)')
  const back: (string | null)[] = []
  for (let i = 0; i < 3; i++) {
    press(view, 'Backspace')
    back.push(fieldAt(view.state.selection.$head))
  }
  expect(back).toEqual(['authors', 'standfirst', 'headline'])
  expect(view.state.doc.firstChild!.textContent).toBe('Head')
})

test('an empty first paragraph goes when Backspace leaves it, unless it is all there is', () => {
  expect(show(run(state([p('<a>'), p('two')]), backspaceInHead))).toBe('p(two)')
  expect(show(run(state([p('<a>')]), backspaceInHead))).toBe('p()')
  expect(show(run(state([p('one'), p('<a>two')]), backspaceInHead))).toBe('p(one) p(<a>two)')
})

test('Delete at the end of a field joins nothing', () => {
  const view = typing(state([p('body')], { headline: 'Head<a>', standfirst: 'Stand' }), '')
  press(view, 'Delete')
  expect(view.state.doc.child(0).textContent).toBe('Head')
  expect(view.state.doc.child(1).textContent).toBe('Stand')
})

test('all of it can be replaced, and the page stays a page', () => {
  const view = typing(state([p('body'), h2('more')], { headline: 'Head', standfirst: 'Stand', byline: 'Me' }), '')
  press(view, 'Ctrl-a')
  press(view, 'Backspace')
  view.state.doc.check()
  expect(view.state.doc.textContent).toBe('')
  type(view, 'x')
  view.state.doc.check()
  expect(view.state.doc.firstChild!.textContent).toBe('x')
})

test('words of several fields can go at once', () => {
  const view = typing(state([p('body <b>text')], { headline: 'Head <a>line', standfirst: 'Stand' }), '')
  press(view, 'Backspace')
  view.state.doc.check()
  expect(view.state.doc.textContent).toBe('Head text')
})

test('no caret stands between the fields, and the row is left up and down', () => {
  const page = state([table(tr(td(p('x'))))], { headline: 'h', dateline: 'here<a>' })
  const gaps: number[] = []
  for (let at = 0; at <= startOf(page, 'body') - 1; at++) if (!page.doc.resolve(at).parent.inlineContent && (GapCursor as unknown as { valid: (at: unknown) => boolean }).valid(page.doc.resolve(at))) gaps.push(at)
  expect(gaps).toEqual([])
  expect(fieldAt(run(page, leaveRow(-1)).selection.$head)).toBe('standfirst')
  expect(fieldAt(run(page, leaveRow(1)).selection.$head)).toBeNull()
})

test('fields keep to one line', () => {
  expect(enterInHead(state([p('<a>x')]))).toBe(false)
  expect(startOf(state([p('x')], { headline: 'ab' }), 'standfirst')).toBe(5)
})

test('Tab nests items and never leaves a list', () => {
  const view = typing(state([ul(li(p('one')), li(p('two<a>')))]), '')
  expect(press(view, 'Tab')).toBe(true)
  expect(show(view.state)).toBe('ul(li(p(one) ul(li(p(two<a>)))))')
  expect(press(view, 'Tab'), 'still the list’s key where it goes no deeper').toBe(true)
  press(view, 'Shift-Tab')
  expect(show(view.state)).toBe('ul(li(p(one)) li(p(two<a>)))')
})

test('lists change their kind', () => {
  expect(show(run(state([p('<a>one'), p('two<b>')]), commands.bullet_list))).toBe('ul(li(p(<a>one)) li(p(two<b>)))')
  expect(show(run(state([ul(li(p('on<a>e')), li(p('two')))]), commands.ordered_list))).toBe('ol(li(p(on<a>e)) li(p(two)))')
  expect(show(run(state([ul(li(p('<a>one')), li(p('two<b>')))]), commands.task_list))).toBe('ul(todo(p(<a>one)) todo(p(two<b>)))')
  expect(show(run(state([p('<a>do')]), commands.task_list))).toBe('ul(todo(p(<a>do)))')
  expect(show(run(state([ul(todo(p('<a>do')))]), commands.toggle_task))).toBe('ul(done(p(<a>do)))')
  expect(show(run(state([ol(li(p('<a>one')))]), commands.ordered_list))).toBe('p(<a>one)')
})

test('Backspace at the start of a task makes it plain, then takes it out', () => {
  const view = typing(state([ul(done(p('<a>do')))]), '')
  press(view, 'Backspace')
  expect(show(view.state)).toBe('ul(li(p(<a>do)))')
  press(view, 'Backspace')
  expect(show(view.state)).toBe('p(<a>do)')
})

test('quotes and boxes go on and off', () => {
  const quoted = run(state([p('a<a>')]), commands.quote)
  expect(show(quoted)).toBe('quote(p(a<a>))')
  expect(show(run(quoted, commands.quote))).toBe('p(a<a>)')
  expect(show(run(state([p('<a>a'), p('b<b>')]), commands.make_fact_box))).toBe('box(p(<a>a) p(b<b>))')
  expect(commands.fact_box(state([box(p('<a>'))])), 'no box in a box; it goes below').toBe(true)
  expect(show(run(state([box(p('x<a>'))]), commands.fact_box))).toBe('box(p(x)) box(p(<a>)) p()')
})

test('what is inserted takes the empty line’s place', () => {
  expect(show(run(state([p('<a>')]), commands.table)).startsWith('table(tr(th(p(<a>))')).toBe(true)
  expect(show(run(state([p('x<a>')]), commands.pull_quote))).toBe('p(x) pull(<a>) p()')
  expect(show(run(state([p('<a>'), p('below')]), insertEmbed('https://a.example/v')))).toBe('embed() p(<a>below)')
  expect(insertFigure('javascript:x')(state([p('<a>')]))).toBe(false)
  expect(insertFigure('mailto:a@b.example')(state([p('<a>')]))).toBe(false)
  expect(show(run(state([p('one<a>')]), commands.footnote))).toBe('p(onenote(p()))')
  expect(commands.footnote(state([pre('x<a>')])), 'code holds only text').toBe(false)
  expect(commands.footnote(state([p('x')], { headline: 'h<a>' })), 'a headline holds only text').toBe(false)
})

test('blocks move past each other with the caret in them', () => {
  expect(show(run(state([p('one'), p('t<a>wo'), p('three')]), commands.move_up))).toBe('p(t<a>wo) p(one) p(three)')
  expect(show(run(state([p('o<a>ne'), h2('two'), p('three')]), commands.move_down))).toBe('h2(two) p(o<a>ne) p(three)')
  expect(show(run(state([p('<a>one'), p('two<b>'), p('three')]), commands.move_down))).toBe('p(three) p(<a>one) p(two<b>)')
  expect(show(run(state([ul(li(p('one')), li(p('t<a>wo')))]), commands.move_up))).toBe('ul(li(p(t<a>wo)) li(p(one)))')
  expect(show(run(state([p('a'), quote(p('one'), p('t<a>wo'))]), commands.move_up))).toBe('quote(p(one) p(t<a>wo)) p(a)')
  expect(commands.move_up(state([p('<a>x')]))).toBe(false)
  expect(commands.move_up(state([p('x')], { headline: 'h<a>' }))).toBe(false)
})

test('links are found, set and taken away whole', () => {
  const href = 'https://a.example'
  const linked = state([p('see ', mark('link', 'the ', { href }), mark('link', 'source<a>', { href }), ' now')])
  const range = linkAround(linked, linked.selection.from)!
  expect(linked.doc.textBetween(range.from, range.to)).toBe('the source')
  expect(show(run(linked, commands.unlink))).toBe('p(see the source<a> now)')
  expect(show(run(state([p('<a>x<b>')]), (s, d) => setLink(s.selection.from, s.selection.to, href)(s, d)))).toBe('p(<a>link{x}<b>)')
  expect(setLink(1, 2, 'javascript:x')(state([p('x')]))).toBe(false)
})

test('the word around the caret is selected, in every script', () => {
  const word = (text: string) => show(run(state([p(text)]), selectWord))
  expect(word('the win<a>ter ferry')).toBe('p(the <a>winter<b> ferry)')
  expect(word('the winter<a> ferry')).toBe('p(the <a>winter<b> ferry)')
  expect(word('the <a>winter')).toBe('p(the <a>winter<b>)')
  expect(word('one <a> two')).toBe('p(one <a> two)')
  expect(word('เรือข้<a>ามฟาก')).toBe('p(เรือ<a>ข้าม<b>ฟาก)')
  expect(word('เรือ<a>ข้ามฟาก')).toBe('p(เรือ<a>ข้าม<b>ฟาก)')
  expect(word('ไปABC<a>กัน')).toBe('p(ไปABC<a>กัน<b>)')
})

test('tables: Tab adds a row behind the last cell', () => {
  const view = typing(state([table(tr(th(p('h')), th(p('i'))), tr(td(p('a')), td(p('b<a>'))))]), '')
  expect(press(view, 'Tab')).toBe(true)
  expect(show(view.state)).toBe('table(tr(th(p(h)) th(p(i))) tr(td(p(a)) td(p(b))) tr(td(p(<a>)) td(p())))')
  press(view, 'Shift-Tab')
  expect(view.state.selection.$head.parent.textContent).toBe('b')
})

test('rows and columns come and go', () => {
  const before = () => state([table(tr(th(p('h')), th(p('i'))), tr(td(p('a')), td(p('b<a>'))))])
  expect(show(run(before(), commands.row_below))).toBe('table(tr(th(p(h)) th(p(i))) tr(td(p(a)) td(p(b<a>))) tr(td(p()) td(p())))')
  expect(show(run(before(), commands.column_before))).toBe('table(tr(th(p(h)) th(p()) th(p(i))) tr(td(p(a)) td(p()) td(p(b<a>))))')
  expect(show(run(before(), commands.delete_row))).toBe('table(tr(th(p(h)) th(p(i<a>))))')
  expect(show(run(before(), commands.header_row))).toBe('table(tr(td(p(h)) td(p(i))) tr(td(p(a)) td(p(b<a>))))')
})

test('columns align whole', () => {
  const aligned = run(state([table(tr(th(p('h')), th(p('i<a>'))), tr(td(p('a')), td(p('b'))))]), commands.align_right)
  const cells: unknown[] = []
  aligned.doc.descendants((node) => void (node.type.spec.tableRole?.includes('cell') && cells.push(node.attrs.align)))
  expect(cells).toEqual([null, 'right', null, 'right'])
})

test('Enter leaves a pull quote, and a rule stands alone', () => {
  expect(show(typing(state([pull('said<a>')]), '\nmore').state)).toBe('pull(said) p(more<a>)')
  expect(show(typing(state([pull('said<a>'), p('')]), '\nmore').state)).toBe('pull(said) p(more<a>)')
  expect(show(run(state([p('x<a>')]), commands.rule))).toBe('p(x) hr() p(<a>)')
  expect(body(p('x'), hr()).childCount).toBe(2)
})

test('Ctrl+Enter ticks a task and breaks a line elsewhere', () => {
  const pressed = (blocks: Parameters<typeof state>[0]) => {
    const view = typing(state(blocks), '')
    press(view, 'Ctrl-Enter')
    return show(view.state)
  }
  expect(pressed([ul(todo(p('do<a>')))])).toBe('ul(done(p(do<a>)))')
  expect(pressed([ul(done(p('do<a>')))])).toBe('ul(todo(p(do<a>)))')
  expect(pressed([p('one<a>')])).toBe('p(one⏎<a>)')
})
