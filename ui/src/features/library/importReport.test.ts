import { expect, test } from 'vitest'
import type { ImportedFile } from '$/backend'
import { asText, choices, commonFolder, heading, reasons, sentence, shown } from './importReport'

const file = (name: string, outcome: ImportedFile['outcome'], codes: string[] = []): ImportedFile => ({
  name, outcome, story: outcome === 'failed' ? null : name, headline: `Headline of ${name}`,
  warnings: codes.map((code) => ({ code, detail: `Words about ${code}.` })),
  failure: outcome === 'failed' ? { code: 'import_empty', detail: `${name} is empty`, current: null } : null,
})

test('a report says in a line what came of the files', () => {
  expect(heading([file('a', 'new')])).toBe('1 story came in')
  expect(heading([file('a', 'unchanged')])).toBe('Nothing new')
  expect(heading([file('a', 'failed')])).toBe('Nothing came in')
  const mixed = [file('a', 'new'), file('b', 'updated'), file('c', 'unchanged'), file('d', 'both_kept'), file('e', 'failed')]
  expect(sentence(mixed, 0, false)).toBe('1 story new, 1 story updated, 1 file as before. 1 story was edited here and changed outside: both texts are kept, see the history. 1 file could not be read; it is as it was.')
  expect(sentence([file('a', 'new')], 0, false)).toBeUndefined()
  expect(sentence([], 3, false)).toContain('Stet imports Markdown')
})

test('thousands are told by kinds and reasons, what wants a look first', () => {
  const files = Array.from({ length: 3_000 }, (_, at) => file(`f${at}`, at % 100 === 0 ? 'failed' : at % 10 === 1 ? 'updated' : 'new', at % 10 === 1 ? ['date_zone'] : []))
  expect(choices(files).map(({ label, count }) => `${label} ${count}`)).toEqual(['All 3000', 'New 2670', 'Updated 300', 'Not read 30', 'With remarks 300'])
  expect(reasons(files).map(({ count }) => count)).toEqual([300, 30])
  expect(shown(files, 'all').slice(0, 31).map((one) => one.outcome).filter((outcome) => outcome === 'failed').length).toBe(30)
  expect(shown(files, 'code:date_zone')).toHaveLength(300)
  expect(asText(files).split('\n')).toHaveLength(3_002)
})

test('names are told without the folder that all of them share', () => {
  expect(commonFolder(['/a/b/c.md', '/a/b/d/e.md'])).toBe('/a/b/')
  expect(commonFolder(['/a/b.md', '/c/d.md'])).toBe('/')
  expect(commonFolder(['a.md', 'b.md'])).toBe('')
  expect(commonFolder(['posts/a.md'])).toBe('posts/')
})
