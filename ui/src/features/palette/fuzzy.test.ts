import { expect, test } from 'vitest'
import { match, pieces } from './fuzzy'

const marked = (query: string, text: string) => {
  const found = match(query, text)
  return found && pieces(text, found.marks).map((piece) => (piece.hit ? `[${piece.text}]` : piece.text)).join('')
}
const best = (query: string, ...texts: string[]) => [...texts].sort((a, b) => (match(query, b)?.score ?? -1) - (match(query, a)?.score ?? -1))[0]

test('the beginnings of words are marked', () => {
  expect(marked('exp', 'Export this story…')).toBe('[Exp]ort this story…')
  expect(marked('exp', 'Copy as Markdown, without exporting')).toBe('Copy as Markdown, without [exp]orting')
  expect(marked('sto exp', 'Export this story…')).toBe('[Exp]ort this [sto]ry…')
})

test('accents and case do not matter, and places stay', () => {
  expect(marked('ecran', 'Plein Écran')).toBe('Plein [Écran]')
  expect(marked('İ', 'İstanbul')).toBe('[İ]stanbul')
})

test('initials and the inside of a word are found too, later', () => {
  expect(marked('cam', 'Copy as Markdown')).toBe('[C]opy [a]s [M]arkdown')
  expect(marked('port', 'Export…')).toBe('Ex[port]…')
  expect(best('port', 'Export', 'Ports of call')).toBe('Ports of call')
})

test('every word must be there', () => {
  expect(match('export zebra', 'Export this story')).toBeNull()
  expect(match('the the', 'the one')).toBeNull()
  expect(marked('', 'anything')).toBe('anything')
})
