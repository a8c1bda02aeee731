import { describe, expect, test } from 'vitest'
import { wordsOf } from './spelling'

const words = (text: string) => wordsOf(text).map(({ word }) => word)

describe('words that are looked up', () => {
  test('letters with their marks, apostrophes and hyphens', () => {
    expect(words('The naïve editor’s well-read aunt can\'t.')).toEqual(['The', 'naïve', 'editor’s', 'well-read', 'aunt', 'can\'t'])
  })
  test('closing signs are not part of a word', () => {
    expect(words('‘so they said’ — and left')).toEqual(['so', 'they', 'said', 'and', 'left'])
  })
  test('addresses, numbers, single letters and other scripts are left alone', () => {
    expect(words('See https://a.example/x?y, mail a.b@c.example or stet.org; B52, R14, x, 2024, Київ, 東京')).toEqual(['See', 'mail', 'or'])
  })
  test('a place is that of the word in the text', () => {
    expect(wordsOf('A ferri sails')[0]).toEqual({ word: 'ferri', at: 2 })
  })
  test('words at the end of a sentence are words', () => {
    expect(words('He left. She stayed.')).toEqual(['He', 'left', 'She', 'stayed'])
  })
})
