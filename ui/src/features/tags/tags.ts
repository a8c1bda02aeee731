// Which tags complete what is typed, and how a story's tags change. Names are compared without case, accents and width.
import type { Tag } from '$/backend'

/** The form in which names of tags are compared. */
export const foldTag = (name: string): string => name.normalize('NFKD').replace(/\p{M}+/gu, '').toLowerCase().replace(/\s+/g, ' ').trim()

/** Tags that fit what was typed and that the story does not carry: those that begin with it, then words in them, most used first. */
export function suggestTags(all: Tag[], carried: string[], typed: string, limit = 50): Tag[] {
  const wanted = foldTag(typed)
  const taken = new Set(carried.map(foldTag))
  const rank = (tag: Tag): number => {
    const name = foldTag(tag.name)
    if (name.startsWith(wanted)) return 0
    if (name.split(/[\s-]/).some((word) => word.startsWith(wanted))) return 1
    return name.includes(wanted) ? 2 : 3
  }
  return all
    .filter((tag) => !taken.has(foldTag(tag.name)))
    .map((tag) => ({ tag, rank: rank(tag) }))
    .filter(({ rank }) => rank < 3)
    .sort((a, b) => a.rank - b.rank || b.tag.stories - a.tag.stories || a.tag.name.localeCompare(b.tag.name))
    .slice(0, limit)
    .map(({ tag }) => tag)
}

/** Adds a tag at the end; the library's spelling of it where there is one, and nothing where the story carries it. */
export function addTag(carried: string[], name: string, all: Tag[]): string[] {
  const clean = name.replace(/[\s,]+/g, ' ').trim()
  if (!clean || carried.some((other) => foldTag(other) === foldTag(clean))) return carried
  return [...carried, all.find((tag) => foldTag(tag.name) === foldTag(clean))?.name ?? clean]
}

/** Moves the tag at `from` to stand at `to`. */
export function moveTag(carried: string[], from: number, to: number): string[] {
  const tag = carried[from]
  if (tag === undefined || to < 0 || to >= carried.length || from === to) return carried
  const rest = carried.filter((_, at) => at !== from)
  return [...rest.slice(0, to), tag, ...rest.slice(to)]
}
