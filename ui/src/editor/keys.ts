// One keymap of the page, put together from its parts: where several parts want a key, the first that can use it does.

import { baseKeymap, chainCommands } from 'prosemirror-commands'
import { redo } from 'prosemirror-history'
import { undoInputRule, type InputRule } from 'prosemirror-inputrules'
import { goToNextCell } from 'prosemirror-tables'
import type { Command } from 'prosemirror-state'
import { commands, undoOnce } from './commands'
import { insertBreak, leaveDown, leaveOnEnter, plainOnBackspace } from './commands/blocks'
import { deleteLetterAfter, deleteLetterBefore } from './commands/letters'
import { enterBlock, duplicateBlock, selectBlock } from './commands/turn'
import { toEdge } from './commands/edges'
import { backspaceInHead, deleteInHead, enterInHead, leaveRow, tabInHead } from './commands/head'
import { marks, nodes, schema } from './schema'

type Keys = Record<string, Command>

/** Keys that belong to no one node. */
const general: Keys = {
  'Mod-z': undoOnce,
  'Shift-Mod-z': redo,
  'Mod-y': redo,
  'Alt-ArrowUp': commands.move_up,
  'Alt-ArrowDown': commands.move_down,
  'Shift-Tab': chainCommands(goToNextCell(-1), tabInHead(-1)),
  Tab: tabInHead(1),
  Enter: chainCommands(enterInHead, enterBlock, leaveOnEnter),
  Escape: selectBlock,
  'Mod-Home': toEdge(-1, false),
  'Mod-End': toEdge(1, false),
  'Shift-Mod-Home': toEdge(-1, true),
  'Shift-Mod-End': toEdge(1, true),
  'Mod-d': duplicateBlock,
  'Shift-Enter': enterInHead,
  'Mod-Enter': chainCommands(enterInHead, commands.toggle_task, insertBreak),
  Backspace: chainCommands(deleteLetterBefore, plainOnBackspace, backspaceInHead),
  Delete: chainCommands(deleteLetterAfter, deleteInHead),
  ArrowUp: leaveRow(-1),
  ArrowDown: (state, dispatch, view) => {
    if (leaveRow(1)(state, dispatch, view)) return true
    const { parent } = state.selection.$head
    const holds = parent.type === schema.nodes.pull_quote || parent.type === schema.nodes.figure
    return holds && (!view || view.endOfTextblock('down')) && leaveDown(state, dispatch)
  },
}

/** Chains the keys of several maps; earlier maps come first. */
export function joinKeys(...maps: Keys[]): Keys {
  const out: Keys = {}
  for (const map of maps) for (const [key, command] of Object.entries(map)) out[key] = out[key] ? chainCommands(out[key], command) : command
  return out
}

const parts = [...nodes, ...marks]

/** Keys of the nodes and marks alone, for the small editor of a footnote. */
export const partKeys: Keys = joinKeys(...parts.map((part) => part.keys?.(schema) ?? {}))

/** Every key of the page. Backspace first takes back what Markdown typing did. */
export const pageKeys: Keys = joinKeys({ Backspace: undoInputRule }, partKeys, general, baseKeymap)

/** Takes code out of a rule's reach: a line that begins with `-` as code is no list. */
function outsideCode(rule: InputRule): InputRule {
  rule.inCodeMark = false
  return rule
}

/** Markdown typing of every node and mark. Rules of marks know themselves what may be code in them. */
export const typingRules: InputRule[] = [...nodes.flatMap((part) => part.rules?.(schema) ?? []).map(outsideCode), ...marks.flatMap((part) => part.rules?.(schema) ?? [])]
