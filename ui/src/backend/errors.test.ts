import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { codes, StetError, wordsFor } from './errors'

const bindings = readFileSync('src/backend/bindings.ts', 'utf8')
const declared = [...(/export type ErrorCode = ([^;]+);/.exec(bindings)?.[1] ?? '').matchAll(/"(\w+)"/g)].map((match) => match[1]!)

describe('the words for failures', () => {
  it('has words for every code of core, and for no other', () => {
    expect(declared.length).toBeGreaterThan(30)
    expect([...codes].sort()).toEqual([...declared, 'unreachable'].sort())
  })

  it.each(codes)('%s: says in sentences what happened, what was kept and what to do', (code) => {
    const { title, text, action } = wordsFor(new StetError(code, ''))
    for (const sentence of [title, text, action]) {
      expect(sentence, sentence).toMatch(/^[A-Z“].*[.]$/s)
      expect(sentence, 'typographic quotes').not.toMatch(/['"]/)
      expect(sentence, 'no code in the words').not.toMatch(/_/)
    }
  })

  it('gives a failure that nobody foresaw words too, and keeps its details', () => {
    const shown = wordsFor(new TypeError('x is undefined'))
    expect(shown.code).toBe('unreachable')
    expect(shown.detail).toContain('x is undefined')
    expect(wordsFor({ code: 'a_code_of_the_future', detail: 'd' }).title).toBe('The desk did not answer.')
  })
})
