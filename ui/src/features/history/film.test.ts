import { describe, expect, test } from 'vitest'
import type { Reason, RevisionRow } from '$/backend/bindings'
import { readRevisionLink, revisionLink } from './address'
import { framesOf, frameTime, WHOLE } from './film'

const row = (number: number, reason: Reason, more: Partial<RevisionRow> = {}): RevisionRow => ({
  number, parent: number > 1 ? number - 1 : null, reason, status: 'draft', name: null, author: 'Ilse', time: '2024-11-14T12:00:00Z',
  added: number % 50, removed: 0, words: 1, restored_from: null, restored_part: null, published: false, thinned: false, ...more,
})
const rows = (count: number, make: (number: number) => RevisionRow) => Array.from({ length: count }, (_, at) => make(count - at))

describe('the frames of a film', () => {
  test('a short film leaves nothing out, oldest first', () => {
    expect(framesOf(rows(3, (n) => row(n, 'autosaved')), false)).toEqual([1, 2, 3])
    expect(framesOf(rows(WHOLE, (n) => row(n, 'autosaved')), false)).toHaveLength(WHOLE)
    expect(framesOf([], false)).toEqual([])
  })

  test('a long one leaves autosaves out, never its ends nor what has a name', () => {
    const frames = framesOf(rows(400, (n) => row(n, n % 3 === 0 ? 'saved' : 'autosaved', n === 200 ? { name: 'After the call' } : {})), false)
    expect(frames[0]).toBe(1)
    expect(frames[frames.length - 1]).toBe(400)
    expect(frames).toContain(200)
    expect(frames).not.toContain(2)
  })

  test('of ten thousand saves those with the most words stay', () => {
    const frames = framesOf(rows(10_000, (n) => row(n, 'saved', n % 1_000 === 0 ? { published: true } : {})), false)
    expect(frames.length).toBeLessThanOrEqual(240)
    for (let n = 1_000; n <= 10_000; n += 1_000) expect(frames).toContain(n)
    expect([...frames].sort((a, b) => a - b)).toEqual(frames)
  })

  test('one that was nearly all autosaved does not jump', () => {
    expect(framesOf(rows(10_000, (n) => row(n, 'autosaved')), false).length).toBeGreaterThan(WHOLE / 2)
  })

  test('every revision, when that is wished', () => {
    expect(framesOf(rows(10_000, (n) => row(n, 'autosaved')), true)).toHaveLength(10_000)
  })

  test('a frame stands longer where more changed, and less at a higher speed', () => {
    expect(frameTime(0, 1)).toBeLessThan(frameTime(1, 1))
    expect(frameTime(100, 1)).toBeGreaterThan(frameTime(1, 1))
    expect(frameTime(100, 4)).toBe(frameTime(100, 1) / 4)
  })
})

describe('links to a revision', () => {
  test('written and read', () => {
    expect(readRevisionLink(revisionLink('0190-ab', 14))).toEqual({ story: '0190-ab', number: 14 })
    expect(readRevisionLink(' stet:let-it-stand@r2\n')).toEqual({ story: 'let-it-stand', number: 2 })
    expect(readRevisionLink('let-it-stand@r2')).toEqual({ story: 'let-it-stand', number: 2 })
    expect(readRevisionLink('stet:let-it-stand')).toEqual({ story: 'let-it-stand', number: null })
  })

  test('anything else is none', () => {
    for (const text of ['', 'let-it-stand', 'stet:', 'stet:a@r0', 'stet:a@rx', 'https://example.org/a@r1', 'a b@r1', 'stet:a/../b@r1', 'write@example.org']) expect(readRevisionLink(text)).toBeNull()
  })
})
