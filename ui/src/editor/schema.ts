// The schema of the page. Its body (`doc`) mirrors the core's document/schema.rs and json.rs: same names, same attributes,
// marks in the same order. tests/conformance holds both to one set of fixtures.

import { Schema, type MarkSpec, type NodeSpec } from 'prosemirror-model'
import * as link from './marks/link'
import * as plain from './marks/plain'
import * as review from './marks/review'
import { codeBlock } from './nodes/code'
import { footnote } from './nodes/footnote'
import { authors, byline, dateline, doc, headline, page, standfirst } from './nodes/head'
import { bulletList, listItem, orderedList } from './nodes/lists'
import { embed, figure, image } from './nodes/media'
import { blockquote, factBox, pullQuote } from './nodes/quotes'
import { table, tableCell, tableHeader, tableRow } from './nodes/table'
import { hardBreak, heading, horizontalRule, paragraph, text } from './nodes/text'
import type { MarkPart, NodePart } from './part'

/** Every node. Paragraph comes first among blocks, so that it is what an empty place is filled with. */
export const nodes: readonly NodePart[] = [
  paragraph, page, headline, standfirst, byline, authors, dateline, doc,
  heading, blockquote, pullQuote, bulletList, orderedList, listItem, codeBlock, horizontalRule,
  table, tableRow, tableHeader, tableCell, figure, embed, factBox,
  text, hardBreak, image, footnote,
]

/** Every mark, in the order in which a document writes them. */
export const marks: readonly MarkPart[] = [
  link.link, plain.em, plain.strong, plain.underline, plain.strike, plain.highlight, plain.superscript, plain.subscript, plain.code,
  review.insertion, review.deletion, review.modification, review.comment,
]

const specs = <S>(parts: readonly { name: string; spec: S }[]) => Object.fromEntries(parts.map((part) => [part.name, part.spec]))

export const schema = new Schema({ topNode: 'page', nodes: specs<NodeSpec>(nodes), marks: specs<MarkSpec>(marks) })

// A footnote is only ever put in by an editor: without this ProseMirror would wrap pasted blocks in one to fit them into a line.
schema.nodes.footnote.hasRequiredAttrs = () => true
