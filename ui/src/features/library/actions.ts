// What the list and the sidebar do to stories, tags and searches: at once, with Undo where it can be taken back.
import * as backend from '$/backend'
import type { Colour, Status, Tag } from '$/backend'
import { askSure, askText } from '$/components/ask.svelte'
import { sayFailure } from '$/components/failure'
import { counted } from '$/components/figures'
import { notify } from '$/components/toast'
import { stories } from './groups'
import { library } from './library.svelte'

export const statuses: Status[] = ['draft', 'review', 'ready', 'published', 'spiked']
export const statusNames: Record<Status, string> = { draft: 'Draft', review: 'In review', ready: 'Ready', published: 'Published', spiked: 'Spiked' }
export const colours: Colour[] = ['red', 'orange', 'yellow', 'green', 'teal', 'blue', 'violet', 'grey']

/** How many stories a deleted tag may have for Undo to know them all. */
const UNDO_STORIES = 2_000

/** Runs a change, brings the list up to date, and says what failed. */
async function change(action: () => Promise<unknown>, then?: () => void): Promise<boolean> {
  try {
    await library.around(action)
    // The list may have to look elsewhere before it is asked again.
    then?.()
    return true
  } catch (failure) {
    sayFailure(failure)
    return false
  } finally {
    await library.refresh()
  }
}

/** The status of each story before a change; asks for those whose rows have not come. */
async function statusesOf(ids: string[]): Promise<Map<Status, string[]>> {
  const before = new Map<Status, string[]>()
  const unknown = new Set<string>()
  for (const id of ids) {
    const status = library.summary(id)?.status
    if (status) before.set(status, [...(before.get(status) ?? []), id])
    else unknown.add(id)
  }
  if (unknown.size > 0) {
    for (const status of statuses) {
      const all = await backend.listIds({ text: '', status, tag: null, sort: 'updated' })
      const here = all.filter((id) => unknown.has(id))
      if (here.length > 0) before.set(status, [...(before.get(status) ?? []), ...here])
    }
  }
  return before
}

const one = (ids: string[]) => (ids.length === 1 ? `“${library.summary(ids[0]!)?.headline || 'Untitled story'}”` : stories(ids.length))

/** Moves stories to a status. Publishing goes story by story: each gets its own published revision. */
export async function setStatus(ids: string[], status: Status): Promise<void> {
  if (ids.length === 0) return
  const before = await statusesOf(ids).catch((failure: unknown) => void sayFailure(failure))
  if (!before) return
  const moving = ids.filter((id) => !before.get(status)?.includes(id))
  if (moving.length === 0) return
  const name = one(moving)
  const place = library.active
  const done = await change(async () => {
    if (status === 'published') for (const id of moving) await backend.publish(id)
    else await backend.setStatus(moving, status)
  })
  if (!done) return
  library.goOn(moving, place)
  const said = { draft: 'back in drafts', review: 'in review', ready: 'ready', published: 'published', spiked: 'spiked' }[status]
  notify({
    text: `${name} ${moving.length === 1 ? 'is' : 'are'} ${said}.`,
    undo: () => change(async () => {
      for (const [former, theirs] of before) {
        const back = theirs.filter((id) => moving.includes(id))
        if (back.length > 0) await backend.setStatus(back, former)
      }
    }),
  })
}

/** Adds a tag to stories, or takes it off. */
export async function tagStories(ids: string[], tag: string, add: boolean): Promise<void> {
  const has = (id: string) => library.summary(id)?.tags.includes(tag)
  const moving = ids.filter((id) => has(id) !== add)
  if (moving.length === 0) return
  const name = one(moving)
  if (!(await change(() => backend.tagStories(moving, add ? [tag] : [], add ? [] : [tag])))) return
  notify({
    text: add ? `${name} ${moving.length === 1 ? 'carries' : 'carry'} ${tag} now.` : `${tag} is off ${name}.`,
    undo: () => change(() => backend.tagStories(moving, add ? [] : [tag], add ? [tag] : [])),
  })
}

/** Asks for a tag's name and puts it on stories. */
export async function tagWithNew(ids: string[]): Promise<void> {
  const name = await askText({ title: `Tag ${stories(ids.length)}`, label: 'Tag', action: 'Add tag', placeholder: 'A new name, or one there is' })
  if (name) await tagStories(ids, name, true)
}

/** Removes spiked stories for good. */
export async function purge(ids: string[]): Promise<void> {
  if (ids.length === 0) return
  const names = ids.slice(0, 7).map((id) => library.summary(id)?.headline || 'Untitled story')
  const sure = await askSure({
    title: ids.length === 1 ? 'Remove this story for good?' : `Remove ${stories(ids.length)} for good?`,
    description: 'Every revision and every name goes too, and the words are overwritten in the file. This cannot be taken back.', action: ids.length === 1 ? 'Remove for good' : `Remove ${stories(ids.length)}`,
    names: [...names, ...Array.from({ length: Math.max(0, ids.length - names.length) }, () => '')],
  })
  if (!sure) return
  const place = library.active
  const wasOpen = library.opened !== null && ids.includes(library.opened)
  try {
    await backend.purge(ids)
    if (wasOpen) library.drop()
    notify({ text: `${ids.length === 1 ? `“${names[0]}” is` : `${stories(ids.length)} are`} gone for good.` })
  } catch (failure) {
    sayFailure(failure)
  }
  await library.refresh()
  library.goOn(ids, place)
}

// ---- tags

const tagFault = (own?: string) => (name: string) => {
  if (!name) return 'A tag needs a name.'
  if (library.tags.some((tag) => tag.name.toLowerCase() === name.toLowerCase() && tag.name !== own)) return 'There is a tag of this name. Merge the two instead.'
  return null
}

export async function createTag(parent: string | null): Promise<void> {
  const name = await askText({ title: parent ? `New tag under ${parent}` : 'New tag', label: 'Name', action: 'Make tag', fault: tagFault() })
  if (name && (await change(() => backend.createTag(name, parent)))) notify({ text: `${name} is there.`, undo: () => change(() => backend.deleteTag(name)) })
}

function followTag(from: string, to: string | null): void {
  if (library.scope.kind === 'tag' && library.scope.name === from) library.show(to === null ? { kind: 'all' } : { kind: 'tag', name: to })
}

export async function renameTag(tag: Tag): Promise<void> {
  const name = await askText({
    title: `Rename ${tag.name}`, label: 'Name', value: tag.name, action: 'Rename', fault: tagFault(tag.name),
    description: `${stories(tag.stories)} will carry the new name. The old one still finds ${tag.stories === 1 ? 'it' : 'them'}.`,
  })
  if (!name || name === tag.name || !(await change(() => backend.renameTag(tag.name, name), () => followTag(tag.name, name)))) return
  notify({ text: `${tag.name} is ${name} now.`, undo: () => change(() => backend.renameTag(name, tag.name), () => followTag(name, tag.name)) })
}

export async function mergeTag(tag: Tag, into: string): Promise<void> {
  const sure = await askSure({
    title: `Merge ${tag.name} into ${into}?`, action: 'Merge',
    description: `${counted(tag.stories, 'story carries', 'stories carry')} ${tag.name} and will carry ${into} instead. ${tag.name} stays as another word for it. Merging cannot be taken back.`,
  })
  if (!sure || !(await change(() => backend.mergeTags(tag.name, into), () => followTag(tag.name, into)))) return
  notify({ text: `${tag.name} is part of ${into} now.` })
}

export async function moveTag(name: string, parent: string | null): Promise<void> {
  const tag = library.tags.find((other) => other.name === name)
  if (!tag || tag.parent === parent || name === parent) return
  if (!(await change(() => backend.moveTag(name, parent)))) return
  notify({ text: parent ? `${name} is under ${parent} now.` : `${name} stands by itself now.`, undo: () => change(() => backend.moveTag(name, tag.parent)) })
}

export const colourTag = (tag: Tag, colour: Colour | null): Promise<boolean> => change(() => backend.setTagColour(tag.name, colour))

export async function deleteTag(tag: Tag): Promise<void> {
  const children = library.tags.filter((other) => other.parent === tag.name).map((other) => other.name)
  if (tag.stories > UNDO_STORIES) {
    const sure = await askSure({ title: `Delete ${tag.name}?`, description: `It comes off ${stories(tag.stories)}. The stories stay. So many cannot be tagged again by Undo.`, action: 'Delete tag' })
    if (!sure) return
    await change(() => backend.deleteTag(tag.name), () => followTag(tag.name, null))
    return
  }
  try {
    // Only stories that carry the tag itself, not one under it.
    const carried: string[] = []
    for (let offset = 0; ; offset += 200) {
      const page = await backend.listStories({ text: '', status: null, tag: tag.name, sort: 'updated' }, offset, 200)
      for (const row of page.rows) if (row.tags.includes(tag.name)) carried.push(row.id)
      if (page.rows.length === 0 || offset + 200 >= page.total) break
    }
    if (!(await change(() => backend.deleteTag(tag.name), () => followTag(tag.name, null)))) return
    notify({
      text: `${tag.name} is deleted${carried.length > 0 ? ` and off ${stories(carried.length)}` : ''}.`,
      undo: () => change(async () => {
        await backend.createTag(tag.name, tag.parent)
        if (tag.colour) await backend.setTagColour(tag.name, tag.colour)
        for (const child of children) await backend.moveTag(child, tag.name)
        if (carried.length > 0) await backend.tagStories(carried, [tag.name], [])
      }),
    })
  } catch (failure) {
    sayFailure(failure)
  }
}

// ---- saved searches

export async function saveSearch(query: string): Promise<void> {
  const name = await askText({
    title: 'Save this search', label: 'Name', action: 'Save', description: query,
    fault: (text) => (library.searches.some((saved) => saved.name.toLowerCase() === text.toLowerCase()) ? 'There is a search of this name.' : null),
  })
  if (!name || !(await change(() => backend.saveSearch(name, query)))) return
  library.scope = { kind: 'search', name }
  notify({ text: `“${name}” is in the sidebar.` })
}

export async function renameSearch(name: string, query: string): Promise<void> {
  const next = await askText({
    title: `Rename ${name}`, label: 'Name', value: name, action: 'Rename',
    fault: (text) => (library.searches.some((saved) => saved.name !== name && saved.name.toLowerCase() === text.toLowerCase()) ? 'There is a search of this name.' : null),
  })
  if (!next || next === name) return
  const renamed = await change(async () => {
    await backend.deleteSavedSearch(name)
    await backend.saveSearch(next, query)
  })
  if (renamed && library.scope.kind === 'search' && library.scope.name === name) library.scope = { kind: 'search', name: next }
}

export async function deleteSearch(name: string, query: string): Promise<void> {
  if (!(await change(() => backend.deleteSavedSearch(name)))) return
  if (library.scope.kind === 'search' && library.scope.name === name) library.scope = { kind: 'all' }
  notify({ text: `The search “${name}” is deleted. Its stories stay.`, undo: () => change(() => backend.saveSearch(name, query)) })
}
