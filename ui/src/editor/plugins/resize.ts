// Dragging the border between two columns. While dragging only the `<col>`s move; letting go is one step of undo.

import { Plugin } from 'prosemirror-state'
import { TableMap } from 'prosemirror-tables'
import type { EditorView } from 'prosemirror-view'
import { measured } from '../commands/table'
import { showWidths } from '../columns'
import { followPointer } from '../pointer'
import { schema } from '../schema'

/** How near to a border the pointer has to be, in px. */
const NEAR = 5
/** The least width of a column, in px. */
const LEAST = 40

interface Border {
  cell: HTMLElement
  /** The column before the border. */
  column: number
  pos: number
}

/** Returns the border under the pointer; none at the end of the table. */
function borderAt(view: EditorView, event: MouseEvent): Border | null {
  const target = (event.target as Element | null)?.closest?.<HTMLElement>('td, th')
  if (!target || !view.dom.contains(target)) return null
  const box = target.getBoundingClientRect()
  const rtl = getComputedStyle(target).direction === 'rtl'
  const atEnd = Math.abs((rtl ? box.left : box.right) - event.clientX) <= NEAR
  const atStart = Math.abs((rtl ? box.right : box.left) - event.clientX) <= NEAR
  if (!atEnd && !atStart) return null
  const $cell = view.state.doc.resolve(view.posAtDOM(target, 0) - 1)
  for (let depth = $cell.depth; depth > 0; depth--) {
    if ($cell.node(depth).type !== schema.nodes.table) continue
    const map = TableMap.get($cell.node(depth))
    const { left, right } = map.findCell($cell.pos - $cell.start(depth))
    const column = atEnd ? right - 1 : left - 1
    return column >= 0 && column < map.width - 1 ? { cell: target, column, pos: $cell.before(depth) } : null
  }
  return null
}

function drag(view: EditorView, event: MouseEvent, { column, pos }: Border): void {
  const frame = view.nodeDOM(pos)
  const table = frame instanceof HTMLElement ? frame.querySelector('table') : null
  const group = table?.querySelector('colgroup')
  const node = view.state.doc.nodeAt(pos)
  if (!table || !group || !node) return
  const widths = measured(view, pos, TableMap.get(node).width)
  const total = widths.reduce((sum, width) => sum + width, 0)
  const scale = total / table.getBoundingClientRect().width
  const rtl = getComputedStyle(table).direction === 'rtl'
  const start = event.clientX
  let now = widths
  const move = (at: PointerEvent) => {
    const by = (at.clientX - start) * (rtl ? -1 : 1) * scale
    const least = LEAST * scale
    const most = Math.max(0, widths[column + 1] - least)
    const fewest = Math.min(0, least - widths[column])
    const moved = Math.round(Math.min(most, Math.max(fewest, by)))
    now = widths.map((width, i) => Math.max(1, i === column ? width + moved : i === column + 1 ? width - moved : width))
    showWidths(table, group, now)
  }
  const end = (keep: boolean) => {
    view.dom.classList.remove('resizing')
    if (view.isDestroyed) return
    const still = view.state.doc.nodeAt(pos)
    if (keep && now !== widths && still?.type === schema.nodes.table) view.dispatch(view.state.tr.setNodeAttribute(pos, 'widths', now))
    else showWidths(table, group, (node.attrs.widths as number[] | null) ?? null)
  }
  view.dom.classList.add('resizing')
  followPointer({ move, end })
}

export function resize(): Plugin {
  return new Plugin({
    props: {
      handleDOMEvents: {
        mousemove(view, event) {
          if (!view.editable || event.buttons !== 0) return false
          const over = (event.target as Element | null)?.closest?.('td, th')
          const shown = view.dom.classList.contains('at-border')
          if (!over && !shown) return false
          const border = over ? borderAt(view, event) : null
          if ((border !== null) !== shown) view.dom.classList.toggle('at-border', border !== null)
          return false
        },
        mousedown(view, event) {
          if (!view.editable || event.button !== 0) return false
          const border = borderAt(view, event)
          if (!border) return false
          event.preventDefault()
          drag(view, event, border)
          return true
        },
      },
    },
  })
}
