import { expect, test } from 'vitest'
import { press, p, show, state, typing } from './testing'

test('the page’s first and last places by key', () => {
  const view = typing(state([p('one<a>'), p('two')]), '')
  expect(press(view, 'Ctrl-End')).toBe(true)
  expect(show(view.state)).toBe('p(one) p(two<a>)')
})
