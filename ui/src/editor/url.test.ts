import { expect, test } from 'vitest'
import { isAllowedUrl, isWholeAddress, readAddress } from './url'

test('addresses of safe schemes pass everywhere', () => {
  for (const url of ['https://a.example/b?c#d', 'http://x', '/a/b', 'a/b.html', '#n1', '?q=1', 'a.b/c:d', '//cdn.example/x.png']) {
    expect(isAllowedUrl(url, 'link') && isAllowedUrl(url, 'source'), `${url} should pass`).toBe(true)
  }
})

test('mail and stories are for links only', () => {
  for (const url of ['mailto:a@b.example', 'stet:0190']) {
    expect(isAllowedUrl(url, 'link') && !isAllowedUrl(url, 'source'), `${url} is for links only`).toBe(true)
  }
})

test('no spelling of a script passes', () => {
  const scripts = ['javascript:alert(1)', 'JaVaScRiPt:x', 'java\nscript:x', ' javascript:x', 'data:text/html,x', 'file:///etc/passwd', 'vbscript:x']
  for (const url of [...scripts, '', 'C:\\x', 'a b', ':x', 'https://a\u00a0b', 'x'.repeat(16 * 1024 + 1)]) {
    expect(isAllowedUrl(url, 'link'), `${JSON.stringify(url.slice(0, 40))} should be refused`).toBe(false)
  }
})

test('typed addresses are read as people mean them', () => {
  expect(readAddress(' example.org/a?b ', 'link')).toBe('https://example.org/a?b')
  expect(readAddress('desk@example.org', 'link')).toBe('mailto:desk@example.org')
  expect(readAddress('desk@example.org', 'source')).toBeNull()
  expect(readAddress('/local/page', 'link')).toBe('/local/page')
  expect(readAddress('javascript:x', 'link')).toBeNull()
  expect(readAddress('two words', 'link')).toBeNull()
})

test('only a whole address links what is selected', () => {
  expect(isWholeAddress('https://example.org/a')).toBe(true)
  expect(isWholeAddress('see https://example.org')).toBe(false)
  expect(isWholeAddress('word')).toBe(false)
})
