// The widths of a table's columns as `<col>`s: shares of the table's own width, shown alike on the page and in history.

import type { Node } from 'prosemirror-model'

/** Returns the widths of a table if there is one for each of its columns. */
export function widthsOf(table: Node, columns: number): readonly number[] | null {
  const widths = table.attrs.widths as readonly number[] | null
  return widths && widths.length === columns ? widths : null
}

/** Brings `group` to these widths; without any the columns share by what they hold. */
export function showWidths(table: HTMLElement, group: HTMLElement, widths: readonly number[] | null): void {
  table.style.tableLayout = widths ? 'fixed' : ''
  const total = widths?.reduce((sum, width) => sum + width, 0) ?? 0
  group.replaceChildren(
    ...(widths ?? []).map((width) => {
      const column = document.createElement('col')
      column.style.width = `${((100 * width) / total).toFixed(3)}%`
      return column
    }),
  )
}
