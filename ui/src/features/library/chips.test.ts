import { expect, test } from 'vitest'
import { hasWords, joined, split, typing } from './chips'

const shown = (text: string, all = false) => {
  const { chips, rest } = split(text, all)
  return [...chips.map((chip) => `[${chip.not ? '-' : ''}${chip.operator} ${chip.value}]`), rest].filter(Boolean).join(' ')
}

test('a piece becomes a chip when a space or a closing quote ends it', () => {
  expect(shown('tag:ferries')).toBe('tag:ferries')
  expect(shown('tag:ferries ')).toBe('[tag ferries]')
  expect(shown('tag:"Town council"')).toBe('[tag Town council]')
  expect(shown('tag:"Town cou')).toBe('tag:"Town cou')
  expect(shown('ferry status:draft roof')).toBe('[status draft] ferry roof')
  expect(shown('“winter sailing” -budget ')).toBe('[phrase winter sailing] [-word budget]')
  expect(shown('-tag:x y')).toBe('[-tag x] y')
})

test('half of an operator, an unknown one and a time of day stay text', () => {
  for (const text of ['tag:', 'tag: ', '10:30 ', 'colour:red ', '- ', '"']) expect(split(text).chips, text).toEqual([])
})

test('a search that is opened is whole to its end', () => {
  expect(shown('tag:ferries before:2024', true)).toBe('[tag ferries] [before 2024]')
})

test('a space after the last word stays, for it ends the word', () => {
  expect(split('ferry ').rest).toBe('ferry ')
  expect(split('tag:x ').rest).toBe('')
})

test('chips and text make the search again', () => {
  for (const text of ['tag:"Town council" -by:ilse ferry', '"winter sailing" -budget after:2024-05 x ']) {
    expect(joined(split(text)), text).toBe(text)
  }
})

test('words make a search that ranks, operators alone do not', () => {
  expect([hasWords('ferry'), hasWords('"a b"'), hasWords('tag:x status:draft'), hasWords('-budget'), hasWords(' ')]).toEqual([true, true, false, false, false])
})

test('what is being typed is the last piece', () => {
  expect(typing('ferry ta')).toEqual({ from: 6, operator: null, value: 'ta', not: false })
  expect(typing('ferry tag:Tow')).toEqual({ from: 6, operator: 'tag', value: 'Tow', not: false })
  expect(typing('tag:"Town c')).toEqual({ from: 0, operator: 'tag', value: 'Town c', not: false })
  expect(typing('-by:')).toEqual({ from: 0, operator: 'by', value: '', not: true })
  expect(typing('ferry ')).toEqual({ from: 6, operator: null, value: '', not: false })
})
