import { expect, test } from 'vitest'
import { undo } from 'prosemirror-history'
import type { Check } from '../../backend/bindings'
import { schema } from '../schema'
import { h2, li, mark, note, p, quote, run, show, state, ul } from '../testing'
import { fix, pointOf } from './fixes'

const check = (code: string, about = '', block: number | null = 0, field: string | null = null): Check => ({ code, level: 'look', about, block, field })

function fixed(blocks: Parameters<typeof state>[0], checks: Check[], language = 'en-GB') {
  const before = state(blocks)
  const tr = fix(before, checks, language)
  if (!tr) return null
  const after = before.apply(tr)
  expect(show(run(after, undo)).replaceAll('<a>', '')).toBe(show(before).replaceAll('<a>', ''))
  return show(after).replaceAll('<a>', '')
}

test('a word that stands twice loses its second', () => {
  expect(fixed([p('It was the the best.')], [check('doubled_word', 'the')])).toBe('p(It was the best.)')
  expect(fixed([p('The the best of the  the rest.')], [check('doubled_word', 'the')])).toBe('p(The best of the  the rest.)')
  expect(fixed([p('Bathe the rest; the them.')], [check('doubled_word', 'the')])).toBeNull()
  expect(fixed([p('No more.')], [check('doubled_word', 'the')])).toBeNull()
  expect(fixed([p('one'), quote(p('so', mark('strong', ' so'), ' it is'))], [check('doubled_word', 'so', 1)])).toBe('p(one) quote(p(so it is))')
  const br = schema.nodes.hard_break.create()
  expect(fixed([p('The', br, 'the best.')], [check('doubled_word', 'the')])).toBe(show(state([p('The', br, 'best.')])).replaceAll('<a>', ''))
  expect(fixed([p('Say so', br, 'so')], [check('doubled_word', 'so')])).toBe(show(state([p('Say so', br)])).replaceAll('<a>', ''))
  expect(fixed([p('the', note(p('n')), ' the')], [check('doubled_word', 'the')])).toBeNull()
})

test('straight quotation marks become those of the language', () => {
  const marks = (text: string, language: string) => fixed([p(text)], [check('straight_quotes')], language)
  expect(marks('"It\'s so," he said, \'n\' left in the \'90s.', 'en-GB')).toBe('p(“It’s so,” he said, ‘n’ left in the ’90s.)')
  expect(marks('"So \'was\' es", sagte er.', 'de')).toBe('p(„So ‚was‘ es“, sagte er.)')
  expect(marks('Il dit "oui".', 'fr')).toBe('p(Il dit «\u00a0oui\u00a0».)')
  expect(marks('A 6\' 2" plank', 'en')).toBeNull()
  expect(marks('He said "in 1990" and "5\' 6"" too.', 'en')).toBe('p(He said “in 1990” and “5\' 6"” too.)')
  expect(fixed([ul(li(p('"a ', mark('strong', '"b"'), mark('code', '"c"'), '"')), li(p('"d"')))], [check('straight_quotes')])).toBe(
    'ul(li(p(“a strong{“b”}code{"c"}”)) li(p(“d”)))',
  )
})

test('several are one step of undo', () => {
  expect(fixed([p('"a"'), h2('"b"')], [check('straight_quotes', '', 0), check('straight_quotes', '', 1)])).toBe('p(“a”) h2(“b”)')
})

test('headline and standfirst are put right too', () => {
  const before = state([p('x')], { headline: 'So it it goes', standfirst: 'It\'s so' })
  const after = before.apply(fix(before, [check('doubled_word', 'it', null, 'headline'), check('straight_quotes', '', null, 'standfirst')], 'en')!)
  expect([after.doc.child(0).textContent, after.doc.child(1).textContent]).toEqual(['So it goes', 'It’s so'])
})

test('a check is found on the page by its words', () => {
  const page = state([p('One.'), p('See the the ferry (at nine.')])
  const at = (found: Check) => {
    const range = pointOf(page, found)
    return range && page.doc.textBetween(range.from, range.to)
  }
  expect(at(check('doubled_word', 'the', 1))).toBe('the the')
  expect(at(check('unclosed_bracket', '', 1))).toBe('(')
  expect(at(check('sentence_long', 'See the…', 1))).toBe('See the')
  expect(at(check('link_dead', 'gone', 1))).toBeNull()
  expect(at(check('doubled_word', 'the', 9))).toBeNull()
  const linked = state([p('A devoted ', mark('link', 'vo', { href: 'stet:x' }), schema.text('te', [schema.marks.strong.create(), schema.marks.link.create({ href: 'stet:x' })]), ' came.')])
  const range = pointOf(linked, check('link_dead', 'vote'))!
  expect([range.from, linked.doc.textBetween(range.from, range.to)]).toEqual([linked.doc.child(0).nodeSize + linked.doc.child(1).nodeSize + linked.doc.child(2).nodeSize + 2 + 'A devoted '.length, 'vote'])
})
