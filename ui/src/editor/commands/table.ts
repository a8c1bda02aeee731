// Commands on tables, beyond what prosemirror-tables brings.

import type { Node, Schema } from 'prosemirror-model'
import { TextSelection, type Command } from 'prosemirror-state'
import { addColumnAfter, addColumnBefore, addRow, CellSelection, deleteColumn, goToNextCell, isInTable, selectedRect, TableMap } from 'prosemirror-tables'
import type { EditorView } from 'prosemirror-view'
import { widthsOf } from '../columns'

/** Builds a table of empty cells whose first row is of headings. */
export function emptyTable(schema: Schema, rows: number, columns: number): Node {
  const { table, table_row, table_cell, table_header } = schema.nodes
  return table.create(
    null,
    Array.from({ length: rows }, (_, row) => table_row.create(null, Array.from({ length: columns }, () => (row === 0 ? table_header : table_cell).createAndFill()!))),
  )
}

/** Tab goes to the next cell; behind the last one it adds a row. */
export const nextCellOrRow: Command = (state, dispatch, view) => {
  if (!isInTable(state)) return false
  if (goToNextCell(1)(state, dispatch, view)) return true
  if (dispatch) {
    const rect = selectedRect(state)
    const tr = addRow(state.tr, rect, rect.map.height)
    const table = tr.doc.nodeAt(rect.tableStart - 1)!
    let at = rect.tableStart
    for (let i = 0; i < table.childCount - 1; i++) at += table.child(i).nodeSize
    dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(at + 2))).scrollIntoView())
  }
  return true
}

/** Aligns the columns that the selection touches; null takes the alignment away. */
export function alignColumns(align: 'left' | 'center' | 'right' | null): Command {
  return (state, dispatch) => {
    if (!isInTable(state)) return false
    if (!dispatch) return true
    const rect = selectedRect(state)
    const { tr } = state
    const cells = rect.map.cellsInRect({ ...rect, top: 0, bottom: rect.map.height })
    for (const cell of cells) tr.setNodeAttribute(rect.tableStart + cell, 'align', align)
    dispatch(tr)
    return true
  }
}

/** Returns the alignment of the cell that holds the selection. */
export function alignmentAt(state: Parameters<Command>[0]): string | null {
  if (!isInTable(state)) return null
  const rect = selectedRect(state)
  return (rect.table.nodeAt(rect.map.map[rect.top * rect.map.width + rect.left])?.attrs.align as string | null) ?? null
}

// ---- widths of columns

/** The least share that a column keeps, of a hundred. */
const LEAST = 4
/** How much a key moves of a hundred. */
const STEP = 2

/** Runs a command that adds or takes columns, and brings the widths along. */
function withWidths(command: Command, change: (widths: number[], left: number, right: number) => number[]): Command {
  return (state, dispatch) =>
    command(
      state,
      dispatch &&
        ((tr) => {
          const { table, tableStart, map, left, right } = selectedRect(state)
          const widths = widthsOf(table, map.width)
          const now = tr.doc.nodeAt(tableStart - 1)
          if (widths && now?.type === table.type) {
            const next = change([...widths], left, right)
            tr.setNodeAttribute(tableStart - 1, 'widths', next.length === TableMap.get(now).width ? next : null)
          }
          dispatch(tr)
        }),
    )
}

const average = (widths: readonly number[]) => Math.max(1, Math.round(widths.reduce((sum, width) => sum + width, 0) / widths.length))

export const columnBefore: Command = withWidths(addColumnBefore, (widths, left) => widths.toSpliced(left, 0, average(widths)))
export const columnAfter: Command = withWidths(addColumnAfter, (widths, _left, right) => widths.toSpliced(right, 0, average(widths)))
export const removeColumn: Command = withWidths(deleteColumn, (widths, left, right) => widths.toSpliced(left, right - left))

/** Makes the column of the selection wider or narrower, at the cost of its neighbour. */
export function widenColumn(direction: -1 | 1): Command {
  return (state, dispatch, view) => {
    if (!isInTable(state)) return false
    const { table, tableStart, map, right } = selectedRect(state)
    if (map.width < 2) return false
    if (!dispatch) return true
    const widths = [...(widthsOf(table, map.width) ?? measured(view, tableStart - 1, map.width))]
    const total = widths.reduce((sum, width) => sum + width, 0)
    const column = right - 1
    // The last column takes from the one before it.
    const other = column < map.width - 1 ? column + 1 : column - 1
    const least = Math.ceil((total * LEAST) / 100)
    const step = Math.max(1, Math.round((total * STEP) / 100))
    const moved = direction > 0 ? Math.min(step, widths[other] - least) : Math.min(step, widths[column] - least)
    if (moved > 0) {
      widths[column] += direction * moved
      widths[other] -= direction * moved
      dispatch(state.tr.setNodeAttribute(tableStart - 1, 'widths', widths))
    }
    return true
  }
}

/** Lets the columns share the table by what they hold again. */
export const evenColumns: Command = (state, dispatch) => {
  if (!isInTable(state)) return false
  const { table, tableStart } = selectedRect(state)
  if (!table.attrs.widths) return false
  dispatch?.(state.tr.setNodeAttribute(tableStart - 1, 'widths', null))
  return true
}

/** Returns the shares that the columns have on the screen, in thousandths; even ones where nothing is shown. */
export function measured(view: EditorView | undefined, pos: number, columns: number): number[] {
  const even = Array.from({ length: columns }, () => Math.round(1000 / columns))
  const dom = view?.nodeDOM(pos)
  const table = view?.state.doc.nodeAt(pos)
  if (!view || !(dom instanceof HTMLElement) || !table) return even
  const map = TableMap.get(table)
  const out = even.map(() => 0)
  // Of each column a cell that covers it alone; a column without one takes what is left evenly.
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < map.height && out[column] === 0; row++) {
      const at = map.map[row * map.width + column]
      if (table.nodeAt(at)?.attrs.colspan !== 1) continue
      const cell = view.nodeDOM(pos + 1 + at)
      if (cell instanceof HTMLElement) out[column] = cell.getBoundingClientRect().width
    }
  }
  const total = dom.querySelector('table')?.getBoundingClientRect().width ?? 0
  if (total <= 0) return even
  const missing = out.filter((width) => width === 0).length
  const rest = Math.max(0, total - out.reduce((sum, width) => sum + width, 0))
  return out.map((width) => Math.max(1, Math.round((1000 * (width || rest / missing)) / total)))
}

/** Tells whether more than one cell is selected. */
export const severalCells = (state: Parameters<Command>[0]): boolean => state.selection instanceof CellSelection
