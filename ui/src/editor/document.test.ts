import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { joinNames, pageOf, parseDocument, readPage, splitNames, writeDocument, type PageFields } from './document'

// tests/conformance/README.md says what the names of the files mean.
const fixtures = join(import.meta.dirname, '../../../tests/conformance/documents')
const load = (kind: string) => readdirSync(join(fixtures, kind)).map((name) => [name, JSON.parse(readFileSync(join(fixtures, kind, name), 'utf8')) as unknown] as const)

describe('documents that both sides take', () => {
  test.each(load('accept'))('%s', (name, json) => {
    const doc = parseDocument(json)
    doc.check()
    if (!name.startsWith('lenient-')) expect(writeDocument(doc), 'comes back as it was').toEqual(json)
  })
})

describe('documents that both sides refuse', () => {
  test.each(load('refuse'))('%s', (_name, json) => {
    const { why, document } = json as { why: string; document: unknown }
    expect(() => parseDocument(document), why).toThrow()
  })
})

const story: PageFields = {
  headline: 'A headline',
  standfirst: ' two\nlines ',
  byline: ['Ada Lovelace', 'Smith, Jr', 'Grace Hopper'],
  dateline: 'Kyiv',
  body: { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'one' }] }] },
}

test('fields that nobody touched come back exactly as they were', () => {
  expect(readPage(pageOf(story), story)).toEqual(story)
})

test('a byline is read as people', () => {
  expect(splitNames('By Ada Lovelace, Grace Hopper and Mary Shelley')).toEqual(['Ada Lovelace', 'Grace Hopper', 'Mary Shelley'])
  expect(splitNames('  ')).toEqual([])
  expect(splitNames('Ada & Grace')).toEqual(['Ada', 'Grace'])
  expect(joinNames(['A', 'B', 'C'])).toBe('A, B and C')
})
