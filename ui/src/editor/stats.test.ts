import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { countWords, settleRuns, statsOf, wordsOf } from './stats'
import { body, h2, li, note, p, pull, state, ul } from './testing'

test('words are those of the core (UAX 29)', () => {
  for (const [text, words] of [
    ['one two', 2],
    ['don’t can\'t', 2],
    ['3.14 and 1,204', 3],
    ['e.g. this', 2],
    ['one—two, three-four', 4],
    ['', 0],
    ['* — …', 0],
    ['漢字', 2],
    ['Київ і Львів', 3],
  ] as const) expect(countWords(text), text).toBe(words)
})

test('words are counted as the core counts them (tests/conformance/words.json)', () => {
  const cases = JSON.parse(readFileSync(join(import.meta.dirname, '../../../tests/conformance/words.json'), 'utf8')) as [string, number][]
  for (const [text, words] of cases) expect(countWords(text), text).toBe(words)
})

test('where the browser and the core find other words in Thai, the core’s count stands', async () => {
  const story = body(p('เรือข้ามฟาก'), p('two words'))
  const first = wordsOf(story)
  expect(first).toBe(5)
  const asked: string[][] = []
  const ask = (count: number) => (runs: string[]) => (asked.push(runs), Promise.resolve(runs.map(() => count)))
  expect(await settleRuns(ask(2))).toBe(true)
  expect(wordsOf(story)).toBe(4)
  expect(asked.flat()).toContain('เรือข้ามฟาก')
  // Asked once, and nothing is asked about words that stand apart.
  expect(await settleRuns(ask(9))).toBe(false)
  expect(asked).toHaveLength(1)
  expect(wordsOf(body(p('ขอบคุณ hello 漢字')))).toBe(4)
  expect(await settleRuns(ask(1))).toBe(false)
  expect(asked[1]).toEqual(['ขอบคุณ'])
})

test('footnotes and attributions count', () => {
  expect(wordsOf(body(h2('A head'), p('two words', note(p('one'))), ul(li(p('item')))))).toBe(6)
  const said = pull('the line')
  expect(wordsOf(said.type.create({ attribution: 'Ada Lovelace' }, said.content))).toBe(4)
})

test('the foot says where the caret is', () => {
  expect(statsOf(state([p('one'), h2('tw<a>o')]))).toMatchObject({ words: 2, characters: 6, minutes: 1, selectedWords: 0, block: 'Heading 2', atBlock: 1 })
  expect(statsOf(state([p('<a>one two<b> three')]))).toMatchObject({ words: 3, selectedWords: 2, block: 'Paragraph', atBlock: 0 })
  expect(statsOf(state([p('one')], { headline: 'h<a>' }))).toMatchObject({ block: 'Headline', atBlock: null })
  expect(statsOf(state([ul(li(p('<a>one')))]))).toMatchObject({ block: 'List' })
})
