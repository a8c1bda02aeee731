import { expect, test } from 'vitest'
import { directionOf } from './direction'

test('a language is written as its readers read it', () => {
  for (const tag of ['ar', 'he-IL', 'fa', 'ur-PK', 'az-Arab']) expect(directionOf(tag), tag).toBe('rtl')
  for (const tag of ['', 'en-GB', 'uk', 'ar-Latn', 'ja']) expect(directionOf(tag), tag).toBe('ltr')
})
