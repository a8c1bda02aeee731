import { expect, test } from 'vitest'
import { layoutFor } from './panes.svelte'

const sizes = { sidebar: 208, list: 296, inspector: 280 }
const beside = (width: number, folded = false) => Object.entries(layoutFor(width, sizes, folded)).filter(([, place]) => place === 'beside').map(([pane]) => pane).join(' ')

test('panes give way to the page as the window narrows', () => {
  expect(beside(1440)).toBe('sidebar list inspector')
  expect(beside(1304)).toBe('sidebar list inspector')
  expect(beside(1200)).toBe('sidebar list')
  expect(beside(1200, true), 'a folded sidebar makes room').toBe('sidebar list inspector')
  expect(beside(1000)).toBe('sidebar list')
  expect(beside(999)).toBe('sidebar')
  expect(beside(720)).toBe('')
})

test('the timeline of History stays beside the page as long as there is room for both', () => {
  const beside = (width: number) => Object.entries(layoutFor(width, sizes, false, true)).filter(([, place]) => place === 'beside').map(([pane]) => pane).join(' ')
  expect(beside(1440)).toBe('sidebar list inspector')
  expect(beside(1280)).toBe('sidebar inspector')
  expect(beside(900)).toBe('inspector')
  expect(beside(799)).toBe('sidebar')
})
