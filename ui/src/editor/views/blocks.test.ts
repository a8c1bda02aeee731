import { expect, test } from 'vitest'
import { EditorView } from 'prosemirror-view'
import { pre, pull, state } from '../testing'
import { blockViews } from './blocks'

test.each([
  ['code', pre('let x'), 'pre'],
  ['code with its fields', pre('let x'), '.code-block'],
  ['a pull quote', pull('Lifted'), 'aside'],
])('a sign that lands beside the text of %s does not stay where the story has none', async (_, block, around) => {
  const host = document.createElement('div')
  document.body.append(host)
  const view = new EditorView(host, { state: state([block]), nodeViews: blockViews })
  view.dom.querySelector(around)!.append('é')
  await new Promise((resolve) => setTimeout(resolve, 60))
  const shown = [...view.dom.querySelector(around)!.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.textContent)
  const text = view.state.doc.child(3).textContent
  expect(shown.every((stray) => text.includes(stray!)), `${shown.join()} is on the page, ${text} in the story`).toBe(true)
  view.destroy()
})
