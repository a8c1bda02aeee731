// What each node and mark of the page brings along: its schema, its keys and its Markdown typing, in one place.

import type { InputRule } from 'prosemirror-inputrules'
import type { MarkSpec, NodeSpec, Schema } from 'prosemirror-model'
import type { Command } from 'prosemirror-state'

interface Part<Spec> {
  /** The name in the schema. */
  name: string
  spec: Spec
  /** Keys in prosemirror-keymap's notation. */
  keys?: (schema: Schema) => Record<string, Command>
  /** Markdown typing; each rule is undone by one Backspace. */
  rules?: (schema: Schema) => InputRule[]
}

export type NodePart = Part<NodeSpec>
export type MarkPart = Part<MarkSpec>
