// Which addresses a story may point at: the same rule as `is_allowed_url` in the core's document/schema.rs.

/** A picture or an embed may not point at a mailbox or at a story. */
export type LinkTarget = 'link' | 'source'

/** Longest attribute (an address, a title, an alternative text), in UTF-8 bytes. */
export const MAX_ATTRIBUTE = 16 * 1024

const FORBIDDEN = /[\p{Cc}\p{White_Space}\\]/u

/**
 * Tells whether `url` may stand in a document: `http`, `https` and relative addresses everywhere, `mailto` and `stet`
 * in links only. White space and control characters, which browsers strip before they read the scheme, make an
 * address invalid; so no spelling of `javascript:` passes.
 */
export function isAllowedUrl(url: string, target: LinkTarget): boolean {
  if (url === '' || byteLength(url) > MAX_ATTRIBUTE || FORBIDDEN.test(url)) return false
  const end = url.search(/[:/?#]/)
  if (end < 0 || url[end] !== ':') return true
  const scheme = url.slice(0, end).toLowerCase()
  if (scheme === 'http' || scheme === 'https') return true
  return target === 'link' && (scheme === 'mailto' || scheme === 'stet')
}

/**
 * Returns the address that an editor meant by `typed`: surrounding space goes, `name@host` becomes a `mailto:`, and a
 * bare host such as `example.org/a` becomes `https:`. Null where no allowed address can be read.
 */
export function readAddress(typed: string, target: LinkTarget): string | null {
  let url = typed.trim()
  if (/^[^\s@/:?#]+@[^\s@/:?#]+\.[^\s@/:?#.]+$/u.test(url)) url = `mailto:${url}`
  else if (/^(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}(?:[:/?#]|$)/u.test(url)) url = `https://${url}`
  return isAllowedUrl(url, target) ? url : null
}

/** Tells whether the whole of `text` is one absolute web or mail address, as one that is pasted over words to link them. */
export function isWholeAddress(text: string): boolean {
  return /^(?:https?:\/\/|mailto:|stet:)\S+$/i.test(text) && isAllowedUrl(text, 'link')
}

/** Returns the length of `text` in UTF-8 bytes. */
export function byteLength(text: string): number {
  return text.length * 3 <= MAX_ATTRIBUTE ? text.length : new TextEncoder().encode(text).length
}
