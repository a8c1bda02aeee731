import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { EditorView } from 'prosemirror-view'
import { settling } from './settling'

let now = 0

beforeEach(() => {
  now = 0
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  // Asking where anything is costs a piece far more than its paragraphs do.
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(() => {
    now += 10
    return new DOMRect(0, 0, 600, 20)
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
  document.body.replaceChildren()
})

test.each([true, false])('a long story is laid out soon, whether somebody types (%s) or not', (typing) => {
  const named = (className: string) => Object.assign(document.createElement('div'), { className })
  const [scroller, dom, body] = [named(''), named('long'), named('body')]
  body.append(...Array.from({ length: 2_000 }, () => document.createElement('p')))
  dom.append(body)
  scroller.append(dom)
  document.body.append(scroller)
  const layout = settling(() => scroller)
  layout.later({ dom, isDestroyed: false } as unknown as EditorView)
  for (let turn = 0; turn < 60; turn += 1) {
    if (typing) dispatchEvent(Object.defineProperty(new Event('keydown'), 'timeStamp', { value: now }))
    vi.advanceTimersByTime(50)
  }
  layout.stop()
  expect(dom.querySelectorAll('p:not(.laid)').length).toBe(0)
})
