// Slugs as they are typed: the same rule that core keeps.

/** The longest slug, in bytes. */
export const MAX_SLUG = 80

/** Returns why a text is no slug, or null where it is one. */
export function slugFault(slug: string): string | null {
  if (slug === '') return null
  if (/[A-Z]/.test(slug)) return 'Lower-case letters only'
  if (/\s/.test(slug)) return 'Hyphens instead of spaces'
  if (!/^[a-z0-9-]+$/.test(slug)) return 'Letters a to z, digits and hyphens only'
  if (/^-|-$|--/.test(slug)) return 'Single hyphens, between words'
  if (slug.length > MAX_SLUG) return `At most ${MAX_SLUG} characters`
  return null
}

/** Makes what is typed fit as it is typed: capitals fall, spaces and underscores become hyphens. */
export function easeSlug(typed: string): string {
  return typed.normalize('NFKD').replace(/\p{M}+/gu, '').toLowerCase().replace(/[\s_]+/g, '-')
}
