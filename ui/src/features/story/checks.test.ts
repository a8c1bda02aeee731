import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkCodes, checkWords, fixName, placeOf } from './checks'

const check = (code: string, about = '', block: number | null = null, field: string | null = null) => ({ code, level: 'look' as const, about, field, block })

describe('what can be put right at once', () => {
  it('is named, where the language has such marks and the page has the place', () => {
    expect(fixName(check('straight_quotes', '', 0), 'he')).toBeNull()
    expect(fixName(check('straight_quotes', '', 0), '')).not.toBeNull()
    expect(fixName(check('sentence_long', 'x', 0), 'en')).toBeNull()
    expect(fixName(check('doubled_word', 'the', null, 'headline'), 'en')).not.toBeNull()
    expect(fixName(check('doubled_word', 'the', null, 'seo_title'), 'en')).toBeNull()
  })
})

describe('the words for checks', () => {
  it('has words for every code that core finds, and for no other', () => {
    const rules = readFileSync('../src-tauri/crates/stet-core/src/checks.rs', 'utf8').split('#[cfg(test)]')[0]!
    const found = [...rules.matchAll(/(?:field|here)\("(\w+)"/g)].map((match) => match[1]!)
    expect([...checkCodes].sort()).toEqual([...new Set(found)].sort())
  })
  it('names what a check is about, and lives with a code of the future', () => {
    expect(checkWords(check('doubled_word', 'the')).title).toBe('A word stands twice: “the”')
    expect(checkWords(check('comma_splice', 'x')).title).toBe('Comma splice: x')
  })
  it('says where it is by how the block begins', () => {
    const blocks = [{ type: 'paragraph', content: [{ type: 'text', text: 'The last boat of the day will still leave for Hestray at 5.40 this winter.' }] }, { type: 'figure' }]
    expect(placeOf(check('doubled_word', '', 0), blocks)).toBe('The last boat of the day will still leave for Hestray at…')
    expect(placeOf(check('alt_missing', '', 1), blocks)).toBe('Paragraph 2')
    expect(placeOf(check('tags_missing', '', null, 'tags'), blocks)).toBe('Tags')
    expect(placeOf(check('body_missing', '', null, 'body'), blocks)).toBe('')
  })
})
