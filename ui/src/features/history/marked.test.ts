import { describe, expect, test } from 'vitest'
import type { BlockDiff, BlockJson, LinePiece } from '$/backend/bindings'
import { changedNotes, markedBlock, partnerOf, textOf, type Show } from './marked'

const t = (text: string, ...marks: string[]): BlockJson => (marks.length > 0 ? { type: 'text', text, marks: marks.map((type) => ({ type })) } : { type: 'text', text })
const p = (...content: (string | BlockJson)[]): BlockJson => ({ type: 'paragraph', content: content.map((piece) => (typeof piece === 'string' ? t(piece) : piece)) })
const item = (text: string): BlockJson => ({ type: 'list_item', attrs: { checked: null }, content: [p(text)] })
const note = (text: string): BlockJson => ({ type: 'footnote', content: [p(text)] })
const piece = (op: LinePiece['op'], content: string | BlockJson[], before: BlockJson[] = [], marks: string[] = []): LinePiece => ({
  op, content: typeof content === 'string' ? [t(content)] : content, before, marks, paragraph: false, children: [],
})
const block = (more: Partial<BlockDiff>): BlockDiff => ({ change: 'same', from: 0, to: 0, moved: null, before: null, after: null, pieces: [], children: [], attrs: [], parts: null, origin: null, coarse: false, ...more })
// Read here, never written.
// eslint-disable-next-line no-restricted-properties
const html = (blocks: BlockDiff[], index = 0, show: Show = 'both') => markedBlock(blocks, index, { show }).map((element) => element.outerHTML).join('')
const words = (blocks: BlockDiff[], show: Show) =>
  markedBlock(blocks, 0, { show }).map((element) => {
    element.querySelectorAll('.label').forEach((label) => label.remove())
    return element.textContent
  }).join('|')

const edited = block({
  change: 'edited', before: p('a boat sails'), after: p('a ferry sails'),
  pieces: [piece('equal', 'a '), piece('delete', 'boat'), piece('insert', 'ferry'), piece('equal', ' sails')],
})

describe('a line', () => {
  test('what went stands before what came, with a place to break between them', () => {
    expect(html([edited])).toBe('<p data-block="0" data-to="0" data-step="block-0" class="ch tone-words">a <del class="tight">boat</del><wbr><ins>ferry</ins> sails</p>')
  })

  test('either column holds its own text and nothing else', () => {
    expect(words([edited], 'before')).toBe('a boat sails')
    expect(words([edited], 'after')).toBe('a ferry sails')
  })

  test('spaces at the ends of an insertion stand outside its mark', () => {
    const spaced = block({ change: 'edited', before: p('Roof.'), after: p('Roof. A reprieve.'), pieces: [piece('equal', 'Roof.'), piece('insert', ' A reprieve.')] })
    expect(html([spaced])).toContain('Roof. <ins>A reprieve.</ins>')
  })

  test('a change of form keeps the words and names the marks', () => {
    const formatted = block({ change: 'formatted', before: p('the Kittiwake'), after: p('the ', t('Kittiwake', 'em')), pieces: [piece('equal', 'the '), piece('format', [t('Kittiwake', 'em')], [t('Kittiwake')], ['em'])] })
    expect(html([formatted])).toContain('<span class="fmt" title="Format: italic"><em>Kittiwake</em></span>')
    expect(html([formatted])).toContain('Format only: italic')
    expect(html([formatted])).not.toMatch(/<(ins|del)/)
    expect(words([formatted], 'before')).toBe('the Kittiwake')
  })
})

describe('paragraphs cut and joined', () => {
  const sign = (op: LinePiece['op']): LinePiece => ({ ...piece(op, []), paragraph: true })
  const pieces = [piece('equal', 'One.'), piece('delete', ' '), sign('insert'), piece('equal', 'Two.')]
  const cut = block({ change: 'split', before: p('One. Two.'), after: p('One.'), pieces, parts: { before: [p('One. Two.')], after: [p('One.'), p('Two.')] } })

  test('a cut shows both paragraphs, with the sign of the cut', () => {
    expect(html([cut])).toContain('One.<ins class="pilcrow">¶</ins></p>')
    expect(words([cut], 'after')).toBe('One.|Two.')
    expect(words([cut], 'before')).toBe('One. Two.')
  })

  test('a join is one paragraph, with the sign struck', () => {
    const joined = block({ change: 'joined', before: p('One.'), after: p('One. Two.'), pieces: [piece('equal', 'One.'), sign('delete'), piece('insert', ' '), piece('equal', 'Two.')], parts: { before: [p('One.'), p('Two.')], after: [p('One. Two.')] } })
    expect(html([joined])).toContain('<del class="pilcrow">¶</del>')
    expect(words([joined], 'before')).toBe('One.|Two.')
    expect(words([joined], 'after')).toBe('One. Two.')
  })

  test('a quotation around a paragraph that stood there is a change of form', () => {
    const quoted: BlockJson = { type: 'blockquote', content: [p('Said.')] }
    const wrapped = block({ change: 'wrapped', before: p('Said.'), after: quoted, children: [block({ from: null, after: p('Said.') })], parts: { before: [p('Said.')], after: [quoted] } })
    expect(html([wrapped])).toContain('Set as a quotation')
    expect(html([wrapped])).not.toContain('<ins')
    expect(words([wrapped], 'before')).toBe('Said.')
  })
})

describe('whole blocks', () => {
  test('replaced: both whole, and it says so', () => {
    const replaced = [block({ change: 'replaced', before: p('One thing.'), after: p('Quite another.') })]
    expect(html(replaced)).toContain('Replaced: too different to read word by word')
    expect(html(replaced)).toContain('<del>One thing.</del>')
    expect(html(replaced)).toContain('<ins>Quite another.</ins>')
    expect([words(replaced, 'before'), words(replaced, 'after')]).toEqual(['One thing.', 'Quite another.'])
  })

  test('marks of the text stay inside an inserted block', () => {
    expect(html([block({ change: 'inserted', from: null, after: p('the ', t('Kittiwake', 'em')) })])).toContain('<ins>the <em>Kittiwake</em></ins>')
  })

  test('an inserted list is marked item by item; a rule that went has words', () => {
    const list = html([block({ change: 'inserted', from: null, after: { type: 'bullet_list', content: [item('one'), item('two')] } })])
    expect(list.match(/<ins>/g)).toHaveLength(2)
    expect(html([block({ change: 'deleted', to: null, before: { type: 'horizontal_rule' } })])).toContain('Dividing line removed')
  })

  test('the credit of a figure that came is marked in its own line', () => {
    const figure = html([block({ change: 'inserted', from: null, after: { type: 'figure', attrs: { asset: '', src: 'a.jpg', alt: '', credit: 'Ilse' }, content: [t('At sea')] } })])
    expect(figure).toContain('<figcaption><ins>At sea</ins></figcaption><span class="credit"><ins>Ilse</ins></span>')
    expect(figure).toContain('Figure added')
  })

  test('a moved block says how far, and leads to where it was and back', () => {
    const moved = { from: 2, to: 0, by: -2, from_path: [2], to_path: [0], across: null }
    const blocks = [block({ after: p('x'), moved, from: 2 }), block({ after: p('a') }), block({ after: p('b') }), block({ change: 'departed', before: p('x'), after: null, to: null, from: 2, moved })]
    expect(html(blocks)).toContain('Moved up two paragraphs')
    expect([partnerOf(blocks, 0), partnerOf(blocks, 3)]).toEqual([3, 0])
    expect(html(blocks, 3)).toContain('Moved up from here')
    expect(html(blocks, 3, 'after')).toBe('')
    const jumps: number[] = []
    const element = markedBlock(blocks, 0, { show: 'both', onjump: (index) => jumps.push(index) })[0]!
    element.querySelector('button')!.click()
    expect(jumps).toEqual([3])
  })
})

describe('inside containers', () => {
  test('items of a list, each by itself', () => {
    const list = block({
      change: 'edited', before: { type: 'bullet_list' }, after: { type: 'bullet_list', content: [] },
      children: [
        block({ after: item('stays') }),
        block({ change: 'deleted', to: null, before: item('goes') }),
        block({ change: 'inserted', from: null, after: item('comes') }),
        block({ change: 'edited', before: item('a boat'), after: item('a ferry'), children: [block({ ...edited, pieces: [piece('equal', 'a '), piece('delete', 'boat'), piece('insert', 'ferry')] })] }),
      ],
    })
    const out = html([list])
    expect(out).toContain('<ul><li><p>stays</p></li><li class="is-del"><p><del>goes</del></p></li><li class="is-ins"><p><ins>comes</ins></p></li>')
    expect(words([list], 'before')).toBe('staysgoesa boat')
    expect(words([list], 'after')).toBe('stayscomesa ferry')
  })

  test('cells of a table', () => {
    const cell = (text: string): BlockJson => ({ type: 'table_cell', attrs: { align: null, colspan: 1, rowspan: 1 }, content: [p(text)] })
    const table = block({
      change: 'edited', before: { type: 'table' }, after: { type: 'table', content: [] },
      children: [
        block({
          change: 'edited', before: { type: 'table_row' }, after: { type: 'table_row', content: [] },
          children: [block({ after: cell('Winter') }), block({ change: 'edited', before: cell('£38'), after: cell('£41'), children: [block({ change: 'edited', before: p('£38'), after: p('£41'), pieces: [piece('delete', '£38'), piece('insert', '£41')] })] })],
        }),
      ],
    })
    expect(html([table])).toContain('<del class="tight">£38</del><wbr><ins>£41</ins>')
    expect(words([table], 'after')).toBe('Winter£41')
  })
})

describe('what the look of a block leaves out', () => {
  test('footnotes that came and went', () => {
    const changed = block({ change: 'edited', before: p(), after: p(), pieces: [piece('equal', 'Three times.'), piece('delete', [note('Old log.')]), piece('insert', [note('New log.')])] })
    expect(changedNotes(changed)).toEqual([{ name: 'Footnote', before: 'Old log.', after: 'New log.' }])
    expect(html([changed])).toContain('<del>Old log.</del> <ins>New log.</ins>')
  })

  test('alternative text', () => {
    const figure = block({ change: 'edited', before: { type: 'figure', attrs: { src: 'a' } }, after: { type: 'figure', attrs: { src: 'a' } }, attrs: [{ name: 'alt', before: 'A boat', after: 'A ferry', pieces: [] }] })
    expect(changedNotes(figure)).toEqual([{ name: 'Alternative text', before: 'A boat', after: 'A ferry' }])
  })

  test('words of nested nodes', () => {
    expect(textOf([{ type: 'bullet_list', content: [item('one'), item('two')] }])).toBe('one two')
  })
})
