import { expect, test } from 'vitest'
import { findAll, pattern, PatternError, positionOf, type Query } from './search'
import { stretchesOf } from './plugins/find'
import { li, mark, note, p, state, table, td, tr, ul } from './testing'

const query = (text: string, more: Partial<Query> = {}): Query => ({ text, caseSensitive: false, wholeWord: false, regex: false, within: null, ...more })

/** Finds in a page and returns the words of the hits. */
function found(blocks: Parameters<typeof state>[0], q: Query, replacement?: string): string[] {
  const { doc } = state(blocks)
  return findAll(stretchesOf(doc, q.within), q, replacement).map((hit) => (replacement === undefined ? doc.textBetween(hit.from, hit.to) : `${doc.textBetween(hit.from, hit.to)}→${hit.becomes}`))
}

test('words are found across marks and behind footnotes', () => {
  expect(found([p('one ', mark('strong', 'tw'), 'o', note(p('in the two note')), ' two')], query('two'))).toEqual(['two', 'two', 'two'])
})

test('case, whole words and other scripts', () => {
  expect(found([p('The theatre, the end')], query('the'))).toHaveLength(3)
  expect(found([p('The theatre, the end')], query('the', { wholeWord: true }))).toEqual(['The', 'the'])
  expect(found([p('The theatre, the end')], query('the', { wholeWord: true, caseSensitive: true }))).toEqual(['the'])
  expect(found([p('Straße STRASSE straße')], query('straße'))).toHaveLength(2)
  expect(found([p('мир и Мир')], query('мир', { wholeWord: true }))).toHaveLength(2)
  // Thai sets no spaces: its words are found in the run, and what is part of another word is not.
  expect(found([p('เรือข้ามฟากไปเกาะ')], query('ข้าม', { wholeWord: true }))).toEqual(['ข้าม'])
  expect(found([p('กรุงเทพมหานครและกรุง')], query('กรุง', { wholeWord: true }))).toHaveLength(1)
  expect(found([p('เรือferryข้าม')], query('ferry', { wholeWord: true }))).toEqual(['ferry'])
})

test('signs of expressions are plain in words', () => {
  expect(found([p('a.b (c) $5 [d] a\\b')], query('(c) $5'))).toEqual(['(c) $5'])
  expect(found([p('a.b axb')], query('a.b'))).toEqual(['a.b'])
})

test('expressions, groups and names', () => {
  expect(found([p('12 May, 3 June')], query('(\\d+) (?<month>\\w+)', { regex: true }), '$<month> $1 ($&)$$')).toEqual(['12 May→May 12 (12 May)$', '3 June→June 3 (3 June)$'])
  expect(found([p('one'), p('two')], query('^\\w', { regex: true }))).toEqual(['o', 't'])
  expect(found([p('abc')], query('x*', { regex: true })), 'an empty hit is none').toEqual([])
  expect(() => pattern(query('(', { regex: true }))).toThrow(PatternError)
})

test('lists, tables and one range', () => {
  const blocks = [ul(li(p('cat')), li(p('dog'))), table(tr(td(p('cat')), td(p('cat'))))]
  expect(found(blocks, query('cat'))).toHaveLength(3)
  const { doc } = state(blocks)
  const body = doc.content.size - doc.child(3).nodeSize + 1
  expect(findAll(stretchesOf(doc, { from: body, to: body + 10 }), query('cat', { within: { from: body, to: body + 10 } }))).toHaveLength(1)
})

test('positions follow what is longer on the page than in the text', () => {
  expect(positionOf({ text: '', starts: [[0, 10], [4, 30]] }, 3)).toBe(13)
  expect(positionOf({ text: '', starts: [[0, 10], [4, 30]] }, 4)).toBe(30)
})
