// Tables, in prosemirror-tables' roles under our names. Widths of columns are shares of the table's own width, on the table.

import { goToNextCell } from 'prosemirror-tables'
import { nextCellOrRow, widenColumn } from '../commands/table'
import { MAX_SHARE, MAX_SPAN } from '../parse'
import type { NodePart } from '../part'

interface CellAttrs {
  align: 'left' | 'center' | 'right' | null
  colspan: number
  rowspan: number
}

const attrs = { align: { default: null }, colspan: { default: 1 }, rowspan: { default: 1 } }

function readCell(dom: HTMLElement): CellAttrs {
  const span = (name: string) => Math.min(1000, Math.max(1, Math.trunc(Number(dom.getAttribute(name) ?? 1)) || 1))
  const align = dom.getAttribute('data-align') ?? dom.style.textAlign ?? dom.getAttribute('align')
  return { align: align === 'left' || align === 'center' || align === 'right' ? align : null, colspan: span('colspan'), rowspan: span('rowspan') }
}

/** Reads the shares of columns that Stet's own tables carry on the clipboard. */
function readWidths(text: string | null): readonly number[] | null {
  const shares = text ? text.split(' ').map(Number) : []
  return shares.length > 0 && shares.length <= MAX_SPAN && shares.every((share) => Number.isInteger(share) && share >= 1 && share <= MAX_SHARE) ? shares : null
}

function cellAttributes(attrs: CellAttrs): Record<string, string> {
  const out: Record<string, string> = {}
  if (attrs.colspan !== 1) out.colspan = String(attrs.colspan)
  if (attrs.rowspan !== 1) out.rowspan = String(attrs.rowspan)
  if (attrs.align) out['data-align'] = attrs.align
  return out
}

export const table: NodePart = {
  name: 'table',
  spec: {
    content: 'table_row+',
    group: 'block',
    tableRole: 'table',
    isolating: true,
    attrs: { widths: { default: null } },
    parseDOM: [{ tag: 'table', getAttrs: (dom) => ({ widths: readWidths(dom.getAttribute('data-widths')) }) }],
    toDOM: (node) => ['div', { class: 'table' }, ['table', node.attrs.widths ? { 'data-widths': (node.attrs.widths as number[]).join(' ') } : {}, ['tbody', 0]]],
  },
  keys: () => ({ Tab: nextCellOrRow, 'Shift-Tab': goToNextCell(-1), 'Alt-Shift-ArrowRight': widenColumn(1), 'Alt-Shift-ArrowLeft': widenColumn(-1) }),
}

export const tableRow: NodePart = {
  name: 'table_row',
  spec: { content: '(table_cell | table_header)*', tableRole: 'row', parseDOM: [{ tag: 'tr' }], toDOM: () => ['tr', 0] },
}

export const tableCell: NodePart = {
  name: 'table_cell',
  spec: {
    content: 'block+',
    attrs,
    tableRole: 'cell',
    isolating: true,
    parseDOM: [{ tag: 'td', getAttrs: readCell }],
    toDOM: (node) => ['td', cellAttributes(node.attrs as CellAttrs), 0],
  },
}

export const tableHeader: NodePart = {
  name: 'table_header',
  spec: {
    content: 'block+',
    attrs,
    tableRole: 'header_cell',
    isolating: true,
    parseDOM: [{ tag: 'th', getAttrs: readCell }],
    toDOM: (node) => ['th', cellAttributes(node.attrs as CellAttrs), 0],
  },
}
