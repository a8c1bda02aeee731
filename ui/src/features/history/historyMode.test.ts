import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { ArticleDiff, BlockDiff, RevisionRow, Side } from '$/backend/bindings'

const { backend, open } = vi.hoisted(() => ({
  backend: { EVERY: { named: false, published: false, author: null }, history: vi.fn(), historyPage: vi.fn(), compare: vi.fn(), revision: vi.fn(), openStory: vi.fn(), nameRevision: vi.fn() },
  open: { story: { id: 'a', dirty: false, published_revision: 2 as number | null } as { id: string; dirty: boolean; published_revision: number | null; head?: number }, page: null, flush: vi.fn(), current: vi.fn(() => ({ headline: 'now' })) },
}))
vi.mock('$/backend', () => backend)
vi.mock('$/components/failure', () => ({ sayFailure: vi.fn() }))
vi.mock('$/features/story/session.svelte', () => ({ session: open }))

const { historyMode } = await import('./historyMode.svelte')
const { revisionSide, sideKey, DRAFT } = await import('./sides')

const row = (number: number): RevisionRow => ({
  number, parent: number > 1 ? number - 1 : null, reason: 'saved', status: 'draft', name: null, author: 'Ilse', time: '2024-11-14T12:00:00Z',
  added: 1, removed: 0, words: 1, restored_from: null, restored_part: null, published: number === 2, thinned: false,
})
const block: BlockDiff = { change: 'edited', from: 0, to: 0, moved: null, before: null, after: { type: 'paragraph' }, pieces: [], children: [], attrs: [], parts: null, origin: null, coarse: false }
const diff = (blocks = 2): ArticleDiff => ({ fields: [], blocks: Array.from({ length: blocks }, () => block), summary: { changes: blocks, words_added: 0, words_removed: 0, moved: 0, format_only: 0, recut: 0, coarse: 0 } })
const pair = () => `${sideKey(historyMode.pair.from)} ${sideKey(historyMode.pair.to)}`
const settled = () => new Promise((resolve) => setTimeout(resolve, 0))

beforeEach(async () => {
  historyMode.leave()
  vi.clearAllMocks()
  backend.history.mockResolvedValue([4, 3, 2, 1].map(row))
  backend.historyPage.mockImplementation(async (story: string, _only: unknown, before: number | null, limit: number) => {
    const all: RevisionRow[] = await backend.history(story)
    return { total: all.length, rows: all.filter((row) => before === null || row.number < before).slice(0, limit), authors: ['Ilse'] }
  })
  backend.compare.mockImplementation(async () => diff())
  backend.revision.mockImplementation(async (_: string, number: number) => ({ headline: `r${number}` }))
  open.flush.mockResolvedValue(undefined)
  open.story = { id: 'a', dirty: false, published_revision: 2 }
  await historyMode.enter()
})

describe('entering', () => {
  test('what is on the page is saved first, then the draft stands beside what was before it', () => {
    expect(open.flush.mock.invocationCallOrder[0]!).toBeLessThan(backend.history.mock.invocationCallOrder[0]!)
    expect([historyMode.active, pair(), historyMode.count]).toEqual([true, 'r3 draft', 2])
  })

  test('a text that cannot be saved keeps the page', async () => {
    historyMode.leave()
    open.flush.mockRejectedValue(new Error('disk full'))
    await historyMode.enter()
    expect(historyMode.active).toBe(false)
  })

  test('a comparison that fails leaves the timeline to choose another', async () => {
    historyMode.leave()
    backend.compare.mockRejectedValueOnce(new Error('damaged'))
    await historyMode.enter()
    expect([historyMode.active, historyMode.rows.length, historyMode.failure !== null]).toEqual([true, 4, true])
    historyMode.retry()
    await settled()
    expect([historyMode.failure, historyMode.count]).toEqual([null, 2])
  })
})

describe('a long history', () => {
  const many = (count: number) => Array.from({ length: count }, (_, at) => row(count - at))

  test('opens with its first rows; the rest comes in pages, each row once', async () => {
    historyMode.leave()
    backend.history.mockResolvedValue(many(4_500))
    backend.historyPage.mockClear()
    await historyMode.enter()
    expect([historyMode.rows.length, backend.historyPage.mock.calls.length]).toEqual([200, 1])
    await historyMode.whole
    expect(historyMode.rows.map((row) => row.number)).toEqual(many(4_500).map((row) => row.number))
    expect(backend.historyPage.mock.calls.map(([, , before]) => before)).toEqual([null, 4_301, 2_301, 301])
  })

  test('a new revision comes on top without reading the others again', async () => {
    historyMode.leave()
    backend.history.mockResolvedValue(many(1_000))
    await historyMode.enter()
    await historyMode.whole
    backend.history.mockResolvedValue(many(1_001))
    backend.historyPage.mockClear()
    await historyMode.refresh()
    await historyMode.whole
    expect(historyMode.rows.map((row) => row.number)).toEqual(many(1_001).map((row) => row.number))
    expect(backend.historyPage).toHaveBeenCalledTimes(1)
  })

  test('leaving stops the reading', async () => {
    historyMode.leave()
    backend.history.mockResolvedValue(many(1_000))
    backend.historyPage.mockClear()
    await historyMode.enter()
    const { whole } = historyMode
    historyMode.leave()
    await whole
    expect(backend.historyPage).toHaveBeenCalledTimes(1)
  })

  test('what it most likely begins with is asked for beside the rows', async () => {
    historyMode.leave()
    backend.compare.mockClear()
    open.story = { ...open.story, head: 4 }
    let asked = -1
    backend.historyPage.mockImplementationOnce(async () => {
      asked = backend.compare.mock.calls.length
      return { total: 4, rows: many(4), authors: [] }
    })
    await historyMode.enter()
    expect([asked, backend.compare.mock.calls.length, pair()]).toEqual([1, 1, 'r3 draft'])
  })
})

describe('choosing sides', () => {
  test('a row is looked at beside the one before it, until From is chosen', async () => {
    historyMode.look(revisionSide(2))
    expect(pair()).toBe('r1 r2')
    historyMode.look(revisionSide(4))
    expect(pair()).toBe('r3 r4')
    historyMode.compareFrom(revisionSide(1))
    expect(pair()).toBe('r1 r4')
    historyMode.look(revisionSide(3))
    expect(pair()).toBe('r1 r3')
  })

  test('the older side is always From', () => {
    historyMode.look(revisionSide(2))
    historyMode.compareFrom(revisionSide(4))
    expect(pair()).toBe('r2 r4')
  })

  test('one key each', () => {
    historyMode.look(revisionSide(3))
    historyMode.besideDraft()
    expect(pair()).toBe('r3 draft')
    expect(historyMode.besidePublished()).toBe(true)
    expect(pair()).toBe('r2 r3')
    historyMode.besidePrevious()
    expect(pair()).toBe('r2 r3')
  })
})

describe('answers', () => {
  test('one that comes late is dropped', async () => {
    let answer: (diff: ArticleDiff) => void = () => {}
    backend.compare.mockImplementationOnce(() => new Promise<ArticleDiff>((resolve) => (answer = resolve)))
    historyMode.look(revisionSide(2))
    historyMode.compareFrom(DRAFT as Side)
    await settled()
    const now = historyMode.compared
    answer(diff(9))
    await settled()
    expect(historyMode.compared).toBe(now)
  })

  test('until one comes, the page is of the sides before it: what it offers is of their text', async () => {
    let answer: (diff: ArticleDiff) => void = () => {}
    backend.compare.mockImplementationOnce(() => new Promise<ArticleDiff>((resolve) => (answer = resolve)))
    historyMode.look(revisionSide(2))
    await settled()
    expect([pair(), historyMode.settled, historyMode.onDraft, historyMode.compared?.pair.from]).toEqual(['r1 r2', false, true, revisionSide(3)])
    answer(diff(9))
    await settled()
    expect([historyMode.settled, historyMode.onDraft, historyMode.compared?.pair.from]).toEqual([true, false, revisionSide(1)])
  })

  test('one that is known is not asked for again', async () => {
    historyMode.look(revisionSide(2))
    await settled()
    historyMode.look(revisionSide(3))
    await settled()
    const asked = backend.compare.mock.calls.length
    historyMode.look(revisionSide(2))
    await settled()
    expect(backend.compare.mock.calls.length).toBe(asked)
  })
})

describe('steps and names', () => {
  test('the stepper goes round', () => {
    historyMode.step(-1)
    expect(historyMode.currentKey).toBe('block-1')
    historyMode.step(1)
    expect(historyMode.currentKey).toBe('block-0')
  })

  test('a name that is refused goes back', async () => {
    backend.nameRevision.mockRejectedValueOnce(new Error('busy'))
    await historyMode.name(2, ' First edition ')
    expect(backend.nameRevision).toHaveBeenCalledWith('a', 2, 'First edition')
    expect(historyMode.rows.find((row) => row.number === 2)?.name).toBeNull()
    backend.nameRevision.mockResolvedValueOnce(undefined)
    await historyMode.name(2, 'First edition')
    expect(historyMode.rows.find((row) => row.number === 2)?.name).toBe('First edition')
  })
})
