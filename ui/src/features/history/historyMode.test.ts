import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { ArticleDiff, BlockDiff, RevisionRow, Side } from '$/backend/bindings'

const { backend, open } = vi.hoisted(() => ({
  backend: { history: vi.fn(), historyPage: vi.fn(), compare: vi.fn(), revision: vi.fn(), openStory: vi.fn(), nameRevision: vi.fn() },
  open: { story: { id: 'a', dirty: false, published_revision: 2 as number | null }, page: null, flush: vi.fn(), current: vi.fn(() => ({ headline: 'now' })) },
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
  backend.historyPage.mockImplementation(async (...asked: unknown[]) => { const rows = await backend.history(...asked); return { total: rows.length, rows, authors: ['Ilse'] } })
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
