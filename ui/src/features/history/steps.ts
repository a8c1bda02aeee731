// The steps of the stepper: every changed field and every changed block, in the order in which the page shows them.

import type { ArticleDiff, BlockDiff, FieldDiff } from '$/backend/bindings'

/** Fields that the page itself shows; the others stand in the strip. */
export const PAGE_FIELDS: readonly string[] = ['headline', 'standfirst', 'byline', 'dateline']

/** The order in which the strip shows fields; others follow as they come. */
const ORDER: readonly string[] = [...PAGE_FIELDS, 'kicker', 'tags', 'section', 'slug', 'lead_image']

export function inStripOrder(fields: readonly FieldDiff[]): FieldDiff[] {
  const at = (field: FieldDiff) => (ORDER.includes(field.field) ? ORDER.indexOf(field.field) : ORDER.length)
  return [...fields].sort((a, b) => at(a) - at(b))
}

export type Tone = 'words' | 'moved' | 'format' | 'gone'

export type Step = { kind: 'field'; field: string; inPage: boolean; tone: Tone } | { kind: 'block'; index: number; tone: Tone }

/** Whether a block of a difference is a step: it changed, or it moved. The place that it left is not one of its own. */
export const isStep = (block: BlockDiff): boolean => block.change !== 'departed' && (block.change !== 'same' || block.moved !== null)

export function toneOf(block: BlockDiff): Tone {
  if (block.moved !== null) return 'moved'
  if (block.change === 'formatted' || block.change === 'wrapped' || block.change === 'unwrapped') return 'format'
  return block.change === 'deleted' ? 'gone' : 'words'
}

/** The page from top to bottom, then the fields that only the strip shows. */
export function stepsOf(diff: ArticleDiff): Step[] {
  const field = (change: FieldDiff, inPage: boolean): Step => ({ kind: 'field', field: change.field, inPage, tone: 'words' })
  const fields = inStripOrder(diff.fields)
  const inPage = fields.filter((change) => PAGE_FIELDS.includes(change.field))
  const others = fields.filter((change) => !PAGE_FIELDS.includes(change.field))
  const blocks = diff.blocks.flatMap((block, index): Step[] => (isStep(block) ? [{ kind: 'block', index, tone: toneOf(block) }] : []))
  return [...inPage.map((change) => field(change, true)), ...blocks, ...others.map((change) => field(change, false))]
}

/** The identity of a step in the page's DOM (`data-step`). */
export const stepKey = (step: Step): string => (step.kind === 'field' ? `field-${step.field}` : `block-${step.index}`)

/** The step after or before `current`, going round at the ends. */
export const stepFrom = (current: number, by: number, count: number): number => (count === 0 ? 0 : (((current + by) % count) + count) % count)

/** Words that came and went in a field, for the strip. */
export function fieldWords(change: FieldDiff): { added: number; removed: number } {
  if (change.change.kind === 'text') return { added: change.change.added, removed: change.change.removed }
  if (change.change.kind === 'list') {
    const count = (op: string) => (change.change.kind === 'list' ? change.change.items.filter((item) => item.op === op).length : 0)
    return { added: count('insert'), removed: count('delete') }
  }
  return { added: 0, removed: 0 }
}
