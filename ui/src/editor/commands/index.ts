// The commands of the page by name: what menus, the palette and the formatting bar run.

import { redo, undo } from 'prosemirror-history'
import { undoInputRule } from 'prosemirror-inputrules'
import { chainCommands, selectAll, setBlockType } from 'prosemirror-commands'
import {
  addRowAfter, addRowBefore, deleteRow, deleteTable, mergeCells, splitCell, toggleHeader,
} from 'prosemirror-tables'
import type { Command } from 'prosemirror-state'
import { insertRule, moveBlock, toggleBlock, toggleFactBox, toggleQuote } from './blocks'
import { insertCode, insertFactBox, insertFootnote, insertPullQuote, insertTable } from './insert'
import { toggleList, toggleTask } from './lists'
import { clearMarks, toggle, unlink } from './marks'
import { alignColumns, columnAfter, columnBefore, evenColumns, removeColumn, widenColumn } from './table'
import { deleteBlock, duplicateBlock, selectBlock, turnInto } from './turn'
import { undoTypography } from '../plugins/typography'

/** Undoes Markdown typing first, so that one undo takes back just that. */
export const undoOnce: Command = chainCommands(undoTypography, undoInputRule, undo)

/** Commands that need nothing but the state. */
export const commands = {
  undo: undoOnce,
  redo,
  select_all: selectAll,
  bold: toggle('strong'),
  italic: toggle('em'),
  underline: toggle('underline'),
  strike: toggle('strike'),
  highlight: toggle('highlight'),
  superscript: toggle('superscript'),
  subscript: toggle('subscript'),
  code: toggle('code'),
  clear_formatting: clearMarks,
  unlink,
  paragraph: ((state, dispatch) => setBlockType(state.schema.nodes.paragraph)(state, dispatch)) as Command,
  heading1: toggleBlock('heading', { level: 1 }),
  heading2: toggleBlock('heading', { level: 2 }),
  heading3: toggleBlock('heading', { level: 3 }),
  heading4: toggleBlock('heading', { level: 4 }),
  heading5: toggleBlock('heading', { level: 5 }),
  heading6: toggleBlock('heading', { level: 6 }),
  quote: toggleQuote,
  pull_quote: chainCommands(insertPullQuote),
  make_pull_quote: toggleBlock('pull_quote'),
  fact_box: insertFactBox,
  make_fact_box: toggleFactBox,
  bullet_list: toggleList('bullet_list'),
  ordered_list: toggleList('ordered_list'),
  task_list: toggleList('task_list'),
  toggle_task: toggleTask,
  code_block: chainCommands(insertCode),
  rule: ((state, dispatch) => insertRule(state, dispatch)) as Command,
  table: insertTable,
  footnote: insertFootnote,
  move_up: moveBlock(-1),
  move_down: moveBlock(1),
  select_block: selectBlock,
  duplicate_block: duplicateBlock,
  delete_block: deleteBlock,
  turn_paragraph: turnInto('paragraph'),
  turn_heading2: turnInto('heading2'),
  turn_heading3: turnInto('heading3'),
  turn_bullet_list: turnInto('bullet_list'),
  turn_ordered_list: turnInto('ordered_list'),
  turn_task_list: turnInto('task_list'),
  turn_quote: turnInto('quote'),
  turn_pull_quote: turnInto('pull_quote'),
  turn_fact_box: turnInto('fact_box'),
  turn_code_block: turnInto('code_block'),
  row_above: addRowBefore,
  row_below: addRowAfter,
  column_before: columnBefore,
  column_after: columnAfter,
  delete_row: deleteRow,
  delete_column: removeColumn,
  column_wider: widenColumn(1),
  column_narrower: widenColumn(-1),
  columns_even: evenColumns,
  delete_table: deleteTable,
  header_row: toggleHeader('row'),
  header_column: toggleHeader('column'),
  merge_cells: mergeCells,
  split_cell: splitCell,
  align_left: alignColumns('left'),
  align_center: alignColumns('center'),
  align_right: alignColumns('right'),
} satisfies Record<string, Command>

export type StateCommand = keyof typeof commands

/** Everything that `page.run` understands; the last ones open something in the page. */
export type EditorCommand = StateCommand | 'link' | 'picture' | 'figure' | 'embed' | 'find' | 'replace' | 'find_next' | 'find_previous' | 'insert_menu' | 'format_bar' | 'block_menu' | 'next_misspelling' | 'focus'
