import { describe, expect, test } from 'vitest'
import type { ArticleDiff, BlockDiff, RevisionRow } from '$/backend/bindings'
import { changedSpans, diffLines } from './lines'
import { DRAFT, firstPair, restoreTarget, revisionSide, rowOf, withDraft, withPrevious, withPublished, type Ground } from './sides'
import { stepFrom, stepsOf } from './steps'
import { dayTitle, keep, layOut, moveBy, partOfDay, sittings } from './timeline'
import { attrWords, byline, inWords, labelWords, lengthWords, reasonWords, sourceWords } from './words'

const row = (number: number, time: string, more: Partial<RevisionRow> = {}): RevisionRow => ({
  number,
  parent: number > 1 ? number - 1 : null,
  reason: 'saved',
  status: 'draft',
  name: null,
  author: 'Ilse Tarrant',
  time,
  added: 1,
  removed: 0,
  words: 100,
  restored_from: null,
  restored_part: null,
  thinned: false,
  published: false,
  ...more,
})

const block = (more: Partial<BlockDiff>): BlockDiff => ({
  change: 'same',
  from: 0,
  to: 0,
  moved: null,
  before: null,
  after: { type: 'paragraph' },
  pieces: [],
  children: [],
  attrs: [],
  parts: null,
  origin: null,
  coarse: false,
  ...more,
})

describe('sittings', () => {
  test('a gap of 45 minutes begins a new one', () => {
    const rows = [row(4, '2024-11-14T14:03:00'), row(3, '2024-11-14T13:22:00'), row(2, '2024-11-14T12:36:00'), row(1, '2024-11-14T12:35:30')]
    expect(sittings(rows).map((group) => group.map((row) => row.number))).toEqual([[4, 3], [2, 1]])
  })

  test('a clock that was set back does not scatter a sitting', () => {
    expect(sittings([row(2, '2024-11-14T13:00:00'), row(1, '2024-11-14T13:05:00')])).toHaveLength(1)
  })

  test('days, sittings and revisions from the newest down', () => {
    const rows = [
      row(4, '2024-11-14T14:03:00'),
      row(3, '2024-11-14T13:22:00'),
      row(2, '2024-11-14T09:48:00', { status: 'ready' }),
      row(1, '2024-11-13T17:02:00'),
    ]
    const items = layOut(rows, rows, true, new Date('2024-11-14T15:00:00'))
    const told = items.map((item) => {
      if (item.kind === 'day') return item.title
      if (item.kind === 'sitting') return `${item.title} ${item.length}`.trim()
      return item.key
    })
    expect(told).toEqual(['draft', 'Today', 'Afternoon 41 min', 'r4', 'r3', 'Morning', 'r2', 'Yesterday', 'r1'])
    expect(items.find((item) => item.key === 'r3')).toMatchObject({ before: 'ready' })
  })

  test('names of days and parts of days', () => {
    const now = new Date('2024-11-14T15:00:00')
    expect(dayTitle('2024-11-12T19:32:00', now)).toBe('Tuesday 12 November')
    expect(dayTitle('2019-11-12T19:32:00', now)).toBe('Tuesday 12 November 2019')
    expect(['T00:41', 'T05:00', 'T12:00', 'T18:00', 'T22:30'].map((time) => partOfDay(`2024-11-14${time}:00`))).toEqual(
      ['Night', 'Morning', 'Afternoon', 'Evening', 'Night'],
    )
  })

  test('filters by name, by publication and by author', () => {
    const rows = [row(3, '2024-11-14T14:03:00', { name: 'First edition' }), row(2, '2024-11-14T13:22:00', { published: true }), row(1, '2024-11-14T13:00:00', { author: 'Bram' })]
    expect(keep(rows, 'named', null).map((row) => row.number)).toEqual([3])
    expect(keep(rows, 'published', null).map((row) => row.number)).toEqual([2])
    expect(keep(rows, 'all', 'Bram').map((row) => row.number)).toEqual([1])
  })

  test('keys step over headings and stop at the ends', () => {
    const rows = [row(2, '2024-11-14T14:03:00'), row(1, '2024-11-12T13:22:00')]
    const items = layOut(rows, rows, false, new Date('2024-11-14T15:00:00'))
    expect(moveBy(items, 'r2', 1)?.key).toBe('r1')
    expect(moveBy(items, 'r1', 1)?.key).toBe('r1')
    expect(moveBy(items, null, 1)?.key).toBe('r2')
  })
})

describe('sides', () => {
  const rows = [row(3, '2024-11-14T14:03:00'), row(2, '2024-11-14T13:22:00', { published: true }), row(1, '2024-11-14T13:00:00')]
  const clean: Ground = { rows, dirty: false, published: 2 }
  const dirty: Ground = { ...clean, dirty: true }

  test('history opens with what the draft changed', () => {
    expect(firstPair(clean)).toEqual({ from: revisionSide(2), to: DRAFT })
    expect(firstPair(dirty)).toEqual({ from: revisionSide(3), to: DRAFT })
  })

  test('the first revision has nothing before it', () => {
    expect(withPrevious(revisionSide(1), clean)).toEqual({ from: revisionSide(1), to: revisionSide(1) })
  })

  test('one key each: previous, draft, published', () => {
    expect(withPrevious(revisionSide(2), clean)).toEqual({ from: revisionSide(1), to: revisionSide(2) })
    expect(withDraft(revisionSide(1), clean)).toEqual({ from: revisionSide(1), to: DRAFT })
    expect(withDraft(revisionSide(3), clean)).toEqual(firstPair(clean))
    expect(withPublished(revisionSide(1), clean)).toEqual({ from: revisionSide(1), to: revisionSide(2) })
    expect(withPublished(DRAFT, { rows: [rows[2]!], dirty: false, published: null })).toBeNull()
  })

  test('restore takes back what is being looked at, never what stands already', () => {
    expect(restoreTarget({ from: revisionSide(1), to: DRAFT }, clean)).toBe(1)
    expect(restoreTarget({ from: revisionSide(1), to: revisionSide(2) }, clean)).toBe(2)
    expect(restoreTarget({ from: revisionSide(2), to: revisionSide(3) }, clean)).toBe(2)
    expect(restoreTarget({ from: revisionSide(2), to: revisionSide(3) }, dirty)).toBe(3)
    expect(restoreTarget({ from: DRAFT, to: DRAFT }, clean)).toBeNull()
  })

  test('a draft without words of its own stands on the newest row', () => {
    expect(rowOf(DRAFT, clean)).toBe(3)
    expect(rowOf(DRAFT, dirty)).toBeNull()
  })
})

describe('steps', () => {
  const diff: ArticleDiff = {
    fields: [
      { field: 'headline', change: { kind: 'text', pieces: [], added: 3, removed: 3 } },
      { field: 'tags', change: { kind: 'list', items: [], reordered: false } },
      { field: 'dateline', change: { kind: 'text', pieces: [], added: 1, removed: 0 } },
    ],
    blocks: [
      block({}),
      block({ change: 'edited' }),
      block({ change: 'departed', moved: { from: 2, to: 5, by: 3, from_path: [2], to_path: [5], across: null } }),
      block({ moved: { from: 2, to: 5, by: 3, from_path: [2], to_path: [5], across: null } }),
    ],
    summary: { changes: 5, words_added: 0, words_removed: 0, moved: 1, format_only: 0, recut: 0, coarse: 0 },
  }

  test('the page from top to bottom, then what only the strip shows; the place a block left is no step', () => {
    expect(stepsOf(diff).map((step) => (step.kind === 'field' ? step.field : step.index))).toEqual(['headline', 'dateline', 1, 3, 'tags'])
  })

  test('go round at the ends', () => {
    expect([stepFrom(4, 1, 5), stepFrom(0, -1, 5), stepFrom(0, 1, 0)]).toEqual([0, 4, 0])
  })
})

describe('words', () => {
  test('counts and lengths', () => {
    expect([inWords(4), inWords(13), lengthWords(41 * 60_000), lengthWords(72 * 60_000), lengthWords(120 * 60_000), lengthWords(20_000)]).toEqual(
      ['four', '13', '41 min', '1 h 12 min', '2 h', ''],
    )
  })

  test('labels of moves and formats', () => {
    const up = { from: 8, to: 4, by: -4, from_path: [8], to_path: [4], across: null }
    expect(labelWords(block({ change: 'edited', moved: up }))).toBe('Moved up four paragraphs, and edited')
    expect(labelWords(block({ moved: { from: 1, to: 2, by: 1, from_path: [1], to_path: [2], across: null } }))).toBe('Moved down one paragraph')
    expect(labelWords(block({ moved: up, after: { type: 'list_item' } }))).toBe('Moved up four items')
    const pieces = [{ op: 'format' as const, content: [], before: [], marks: ['em', 'link'], paragraph: false, children: [] }]
    expect(labelWords(block({ change: 'formatted', pieces }))).toBe('Format only: italic, link')
    const attrs = [{ name: 'level', before: 2, after: 3, pieces: [] }]
    expect(labelWords(block({ change: 'formatted', attrs }))).toBe('Format only: heading level 2 → 3')
    expect(labelWords(block({ change: 'replaced' }))).toBe('Replaced: too different to read word by word')
    expect(labelWords(block({ change: 'edited' }))).toBe('')
    expect(labelWords(block({ change: 'deleted', after: null, before: { type: 'horizontal_rule' } }))).toBe('Dividing line removed')
  })

  test('tasks, and text that people wrote stays out of the label', () => {
    expect(attrWords({ name: 'checked', before: false, after: true, pieces: [] })).toBe('ticked')
    expect(attrWords({ name: 'checked', before: true, after: null, pieces: [] })).toBe('no longer a task')
    expect(attrWords({ name: 'alt', before: 'A boat', after: 'A ferry', pieces: [] })).toBeNull()
  })

  test('reasons and bylines', () => {
    expect(reasonWords(row(2, '', { reason: 'status', status: 'ready' }), 'draft')).toBe('To Ready')
    expect(reasonWords(row(2, '', { reason: 'status', status: 'draft' }), 'published')).toBe('Back to Draft')
    expect(reasonWords(row(2, '', { reason: 'restored', restored_part: 'headline' }), null)).toBe('Restored the headline')
    expect(byline(row(2, '', { reason: 'restored', restored_from: 5 }), null)).toBe('Ilse Tarrant, from Rev 5')
    expect(byline(row(2, '', { name: 'After the call' }), null)).toBe('Ilse Tarrant, saved')
  })
})

describe('lines', () => {
  const told = (before: string, after: string) => diffLines(before, after).map((line) => `${{ equal: ' ', insert: '+', delete: '-' }[line.op]}${line.text}`)

  test('what went stands before what came', () => {
    expect(told('a\nb\nc\nd\n', 'a\nx\ny\nd\ne\n')).toEqual([' a', '-b', '-c', '+x', '+y', ' d', '+e'])
    expect(told('', 'a\n')).toEqual(['+a'])
    expect(told('a\n', 'a\n')).toEqual([' a'])
  })

  test('both texts can be read back from any difference', () => {
    let seed = 7
    const random = (below: number) => (seed = (seed * 48271) % 2147483647) % below
    for (let round = 0; round < 300; round++) {
      const text = () => Array.from({ length: random(14) }, () => 'abc'[random(3)]!).join('\n')
      const [before, after] = [text(), text()]
      const lines = diffLines(before, after)
      expect(lines.filter((line) => line.op !== 'insert').map((line) => line.text).join('\n')).toBe(before)
      expect(lines.filter((line) => line.op !== 'delete').map((line) => line.text).join('\n')).toBe(after)
      lines.forEach((line, i) => {
        expect(line.before === null).toBe(line.op === 'insert')
        expect(line.op === 'delete' && lines[i - 1]?.op === 'insert', 'no deletion directly after an insertion').toBe(false)
      })
    }
  })

  test('of two lines that are alike only the words that differ are marked, whole', () => {
    const lines = diffLines('voted narrowly on Tuesday to keep it', 'voted newly on Tuesday to keep it')
    const told = [...changedSpans(lines)].map(([line, span]) => line.text.slice(span.start, span.end))
    expect(told).toEqual(['narrowly', 'newly'])
    expect(changedSpans(diffLines('one thing', 'quite another matter')).size).toBe(0)
  })

  test('texts with nothing in common are given whole, in bounded time', () => {
    const before = Array.from({ length: 5_000 }, (_, i) => `a${i}`).join('\n')
    const after = Array.from({ length: 5_000 }, (_, i) => `b${i}`).join('\n')
    expect(diffLines(before, after)).toHaveLength(10_000)
  })
})

test('another source file is named, and never by its hash', () => {
  const file = (asset: string, name: string) => ({ asset, name })
  expect(sourceWords(file('aa', 'ferry.md'), file('bb', 'ferry.md'))).toBe('ferry.md, another version')
  expect(sourceWords(file('aa', 'ferry.md'), file('bb', 'boat.md'))).toBe('ferry.md → boat.md')
  expect(sourceWords(null, file('aa', 'ferry.md'))).toBe('none → ferry.md')
})
