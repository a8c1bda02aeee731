// How a link to a revision is written and read. Small enough for the palette to know from the start.

export interface RevisionLink {
  /** An id, the unique beginning of one, or a slug. */
  story: string
  /** The revision; none for the story as it stands. */
  number: number | null
}

export const revisionLink = (story: string, number: number): string => `stet:${story}@r${number}`

/** Reads `stet:STORY`, `stet:STORY@r14` and `STORY@r14`; null for anything else. */
export function readRevisionLink(text: string): RevisionLink | null {
  const found = /^(stet:)?([\p{L}\p{N}][\p{L}\p{N}_-]*)(?:@r(\d{1,9}))?$/u.exec(text.trim())
  if (!found || (found[1] === undefined && found[3] === undefined)) return null
  const number = found[3] === undefined ? null : Number(found[3])
  return number === 0 ? null : { story: found[2]!, number }
}
