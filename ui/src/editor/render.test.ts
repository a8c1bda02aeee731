import { expect, test } from 'vitest'
import { renderBlock, renderInlines, renderShell } from './render'

const text = (words: string, ...marks: string[]) => ({ type: 'text', text: words, marks: marks.map((type) => ({ type })) })

test('a block is built with its inlines in their marks', () => {
  const dom = renderBlock({ type: 'paragraph', content: [text('plain '), text('both', 'em', 'strong'), { type: 'hard_break' }] })
  expect(dom.tagName).toBe('P')
  expect(dom.querySelector('em > strong')?.textContent).toBe('both')
  expect(dom.lastElementChild?.tagName).toBe('BR')
})

test('markup in text stays text, and a link leads nowhere', () => {
  const dom = renderBlock({ type: 'paragraph', content: [text('<img src=x onerror=alert(1)>'), { type: 'text', text: 'x', marks: [{ type: 'link', attrs: { href: 'javascript:x', title: '' } }] }] })
  expect(dom.querySelector('img')).toBeNull()
  const link = dom.querySelector('a')!
  expect([link.hasAttribute('href'), link.title]).toEqual([false, ''])
})

test('a shell leaves its children to the caller', () => {
  for (const type of ['paragraph', 'blockquote', 'bullet_list', 'ordered_list', 'list_item', 'code_block', 'table', 'table_row', 'table_cell', 'pull_quote', 'fact_box', 'figure']) {
    const { dom, content } = renderShell({ type, attrs: {} })
    expect(content !== null && (content === dom || dom.contains(content)), type).toBe(true)
    expect(content?.childNodes.length, type).toBe(0)
  }
  for (const type of ['horizontal_rule', 'embed']) expect(renderShell({ type, attrs: { url: 'https://a.example' } }).content, type).toBeNull()
})

test('a footnote shows its words to those who ask', () => {
  const line = renderInlines([{ type: 'footnote', content: [{ type: 'paragraph', content: [text('a note')] }] }])
  expect((line.firstChild as HTMLElement).title).toBe('a note')
})
