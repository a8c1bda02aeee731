import { expect, test } from 'vitest'
import { directionFor, directionOf } from './direction'

test('a language is written as its readers read it', () => {
  for (const tag of ['ar', 'he-IL', 'fa', 'ur-PK', 'az-Arab']) expect(directionOf(tag), tag).toBe('rtl')
  for (const tag of ['', 'en-GB', 'uk', 'ar-Latn', 'ja']) expect(directionOf(tag), tag).toBe('ltr')
})

test('a story without a language goes the way its headline begins', () => {
  expect(directionFor({ language: '', headline: '2026: العبّارة stops' })).toBe('rtl')
  expect(directionFor({ language: '', headline: 'The العبّارة' })).toBe('ltr')
  expect(directionFor({ language: '', headline: '12' })).toBe('ltr')
  expect(directionFor({ language: 'en', headline: 'العبّارة' })).toBe('ltr')
})
