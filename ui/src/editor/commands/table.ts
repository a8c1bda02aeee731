// Commands on tables, beyond what prosemirror-tables brings.

import type { Node, Schema } from 'prosemirror-model'
import { TextSelection, type Command } from 'prosemirror-state'
import { addRow, CellSelection, goToNextCell, isInTable, selectedRect } from 'prosemirror-tables'

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

/** Tells whether more than one cell is selected. */
export const severalCells = (state: Parameters<Command>[0]): boolean => state.selection instanceof CellSelection
