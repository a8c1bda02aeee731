// A table while it is edited: a frame that scrolls where the table is wider than the page, and the widths of its columns.

import type { Node } from 'prosemirror-model'
import { TableMap } from 'prosemirror-tables'
import type { NodeView, ViewMutationRecord } from 'prosemirror-view'
import { showWidths, widthsOf } from '../columns'

class TableView implements NodeView {
  readonly dom = document.createElement('div')
  readonly contentDOM = document.createElement('tbody')
  private readonly table = document.createElement('table')
  private readonly group = document.createElement('colgroup')

  constructor(private node: Node) {
    this.dom.className = 'table'
    this.table.append(this.group, this.contentDOM)
    this.dom.append(this.table)
    this.show()
  }

  update(node: Node): boolean {
    if (node.type !== this.node.type) return false
    const before = this.node
    this.node = node
    if (before.attrs.widths !== node.attrs.widths || (node.attrs.widths && TableMap.get(before).width !== TableMap.get(node).width)) this.show()
    return true
  }

  ignoreMutation(mutation: ViewMutationRecord): boolean {
    return mutation.type !== 'selection' && !this.contentDOM.contains(mutation.target)
  }

  private show(): void {
    showWidths(this.table, this.group, this.node.attrs.widths ? widthsOf(this.node, TableMap.get(this.node).width) : null)
  }
}

export const tableView = (node: Node): NodeView => new TableView(node)
