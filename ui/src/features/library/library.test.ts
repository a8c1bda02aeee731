import { beforeEach, expect, test, vi } from 'vitest'
import type { Boot, StoryPage, StoryQuery, StorySummary } from '$/backend'

type Ask = { query: StoryQuery; offset: number; limit: number; answer: (page: StoryPage) => void }
const asked: Ask[] = []
vi.mock('$/backend', () => ({
  listStories: (query: StoryQuery, offset: number, limit: number) => new Promise<StoryPage>((answer) => asked.push({ query, offset, limit, answer })),
  listIds: async () => Array.from({ length: 200 }, (_, at) => `s${at}`),
  counts: async () => counts, tags: async () => [], savedSearches: async () => [],
}))
const { library, PAGE } = await import('./library.svelte')

const counts = { all: 200, draft: 200, review: 0, ready: 0, published: 0, spiked: 0 }
const row = (at: number): StorySummary => ({
  id: `s${at}`, status: 'draft', headline: `Story ${at}`, standfirst: '', section: '', slug: '', language: '', words: 1, tags: [],
  created_at: '2024-11-14T10:00:00Z', updated_at: '2024-11-14T10:00:00Z', changed_since_publication: false, snippet: [],
})
const page = (offset: number, total = 200): StoryPage => ({ total, offset, rows: Array.from({ length: Math.min(PAGE, total - offset) }, (_, at) => row(offset + at)) })
const shown = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => library.row(from + at)?.id ?? '·').join(' ')
const settled = () => new Promise((done) => setTimeout(done, 0))

beforeEach(() => {
  asked.length = 0
  library.adopt({ library: null, failure: null, page: page(0), counts, tags: [], searches: [], story: null, author: '', settings: {}, platform: '', first_run: false } satisfies Boot)
})

test('only pages that are looked at are asked for, and each once', async () => {
  void library.need(3)
  void library.need(130)
  void library.need(131)
  expect(asked.map(({ offset }) => offset)).toEqual([120])
  asked[0]!.answer(page(120))
  await settled()
  expect(shown(118, 122)).toBe('· · s120 s121')
})

test('the answer to an older question is dropped', async () => {
  library.text = 'fer'
  const first = library.reload()
  library.text = 'ferry'
  const second = library.reload()
  asked[1]!.answer({ total: 1, offset: 0, rows: [row(7)] })
  asked[0]!.answer({ total: 1, offset: 0, rows: [row(9)] })
  await Promise.all([first, second])
  expect([library.total, shown(0, 1), library.shownText]).toEqual([1, 's7', 'ferry'])
})

test('a page asked for before the rows changed is dropped too', async () => {
  void library.need(70)
  const fresh = library.reload()
  asked[1]!.answer(page(0, 60))
  await fresh
  asked[0]!.answer(page(60))
  await settled()
  expect([library.total, library.row(70)]).toEqual([60, undefined])
})

test('a refresh keeps what is in sight and forgets the rest', async () => {
  void library.need(70)
  asked[0]!.answer(page(60))
  await settled()
  library.see(62, 75)
  const done = library.refresh()
  expect(asked.slice(1).map(({ offset }) => offset)).toEqual([60])
  asked[1]!.answer(page(60, 199))
  await done
  expect([library.total, shown(58, 62)]).toEqual([199, '· · s60 s61'])
})

test('a saved story comes to the top of a list by date, over pages, and the others keep their order', async () => {
  void library.need(60)
  asked[0]!.answer(page(60))
  await settled()
  library.select(61)
  library.patch('s61', { words: 99 })
  expect([shown(0, 3), shown(59, 63)]).toEqual(['s61 s0 s1', 's58 s59 s60 s62'])
  expect([library.active, library.row(0)?.words]).toEqual([0, 99])
})

test('a range over rows that have not come is asked for by ids', async () => {
  library.select(58)
  await library.extend(62)
  expect([...library.selection]).toEqual(['s58', 's59', 's60', 's61', 's62'])
})

test('the selection goes on to the row that took the place of one that left', async () => {
  const opened: string[] = []
  library.open = (id) => void opened.push(id)
  library.select(2)
  library.pages.set(0, page(0).rows.filter(({ id }) => id !== 's2'))
  library.goOn(['s2'], 2)
  expect([[...library.selection], opened]).toEqual([['s3'], ['s3']])
})
