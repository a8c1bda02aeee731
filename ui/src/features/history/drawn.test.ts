import { expect, test } from 'vitest'
import type { BlockDiff, BlockJson } from '$/backend/bindings'
import { Drawn } from './drawn'
import { markedBlock } from './marked'

const paragraph = (text: string): BlockJson => ({ type: 'paragraph', content: [{ type: 'text', text }] })
const block = (more: Partial<BlockDiff>): BlockDiff => ({ change: 'same', from: 0, to: 0, moved: null, before: null, after: null, pieces: [], children: [], attrs: [], parts: null, origin: null, coarse: false, ...more })
const same = (text: string, at: number) => block({ from: at, to: at, after: paragraph(text) })
const came = (text: string, at: number) => block({ change: 'inserted', from: null, to: at, after: paragraph(text) })
const went = (text: string, at: number) => block({ change: 'deleted', from: at, to: null, before: paragraph(text) })
// Read here, never written.
// eslint-disable-next-line no-restricted-properties
const html = (body: HTMLElement) => body.innerHTML
function anew(blocks: BlockDiff[]): string {
  const body = document.createElement('div')
  body.append(...blocks.flatMap((_, index) => markedBlock(blocks, index, { show: 'both' })))
  return html(body)
}

test('what stands in two drawings keeps its elements, and the page is as if drawn anew', () => {
  const body = document.createElement('div')
  const drawn = new Drawn()
  const films = [
    [same('One', 0), came('New', 1), same('Two', 2), same('Two', 3), same('Three', 4)],
    [came('First', 0), same('One', 1), same('New', 2), same('Two', 3), went('Two', 3), same('Three', 4)],
    [same('Three', 0), same('One', 1), same('Two', 2)],
    [],
    [same('One', 0)],
  ]
  let before: Element[] = []
  for (const [at, blocks] of films.entries()) {
    drawn.draw(body, blocks, {})
    expect(html(body)).toBe(anew(blocks))
    const kept = [...body.children].filter((element) => before.includes(element)).map((element) => element.textContent)
    if (at === 1) expect(kept).toEqual(['One', 'Two', 'Three'])
    if (at === 2) expect(kept).toEqual(['Three', 'One', 'Two'])
    before = [...body.children]
  }
})

test('elements that stay are not moved', () => {
  const body = document.createElement('div')
  const drawn = new Drawn()
  drawn.draw(body, [same('One', 0), same('Two', 1), same('Three', 2)], {})
  const watch = new MutationObserver(() => undefined)
  watch.observe(body, { childList: true })
  drawn.draw(body, [same('One', 0), came('New', 1), same('Two', 2), same('Three', 3)], {})
  const touched = watch.takeRecords().flatMap((record) => [...record.addedNodes, ...record.removedNodes].map((node) => node.textContent))
  expect(touched).toEqual(['New'])
})
