import { describe, expect, it, vi } from 'vitest'
import type { Article, Story } from '$/backend'
import type { SaveBackend } from './saver'
import { Session, type PageHandle } from './session.svelte'

vi.mock('$/components/toast', () => ({ notify: () => () => {} }))

const article = (headline: string): Article => ({
  headline, standfirst: '', kicker: '', byline: [], dateline: '', section: '', language: '', slug: headline, seo_title: '', seo_description: '', canonical_url: '',
  lead_image: null, tags: [], notes: '', corrections: [], published_at: null, updated_at: null, extra: {}, body: { type: 'doc', content: [{ type: 'paragraph' }] },
})
const story = (id: string): Story => ({
  id, status: 'draft', version: 1, head: 1, dirty: false, published_revision: null, created_at: '2024-11-11T09:00:00Z', updated_at: '2024-11-14T14:03:00Z', article: article(id),
})

/** A page with one field. */
function pageOf(text: string): PageHandle & { text: string } {
  return {
    text,
    read() { return { headline: this.text, standfirst: '', byline: [], dateline: '', body: { type: 'doc', content: [{ type: 'paragraph' }] } } },
    showPicture() {},
    focus() {}, goTo() {}, show: async () => {}, fix: () => Promise.resolve(false), run: () => true, headings: () => [],
    replace(next) { this.text = next.headline },
  }
}

function desk() {
  const saved: { id: string; headline: string; notes: string }[] = []
  const save = (id: string, base: number, text: Article) => {
    saved.push({ id, headline: text.headline, notes: text.notes })
    return Promise.resolve({ version: base + 1, head: 1, revision: null, saved_at: '2024-11-14T14:04:00Z', words: 1, slug: text.slug, tags: text.tags })
  }
  const library: SaveBackend = {
    saveWorkingCopy: save,
    saveRevision: async (id, base, text) => ({ ...(await save(id, base, text)), head: 2, revision: 2 }),
    keepBoth: () => Promise.resolve(2),
    openStory: (id) => Promise.resolve(story(id)),
  }
  return { saved, session: new Session(library) }
}

describe('the session', () => {
  it('reads nothing of the page before for the story that is opened', async () => {
    const { session, saved } = desk()
    session.start(story('one'))
    const first = pageOf('one')
    session.attach(first)
    first.text = 'one, edited'
    session.touch()
    expect(await session.open('two')).toBe(true)
    expect(saved).toEqual([{ id: 'one', headline: 'one, edited', notes: '' }])
    expect(session.current()!.headline).toBe('two')
    session.set({ notes: 'a note' })
    await session.flush()
    expect(saved[1]).toEqual({ id: 'two', headline: 'two', notes: 'a note' })
    session.detach(first)
    expect(session.current()!.headline).toBe('two')
  })

  it('keeps the words of a page that goes while its story stays', async () => {
    const { session, saved } = desk()
    session.start(story('one'))
    const page = pageOf('one')
    session.attach(page)
    page.text = 'last words'
    session.touch()
    session.detach(page)
    await session.flush()
    expect(saved).toEqual([{ id: 'one', headline: 'last words', notes: '' }])
  })

  it('keeps a field that is edited while a save is under way', async () => {
    const { session } = desk()
    session.start(story('one'))
    session.attach(pageOf('one'))
    session.set({ notes: 'first', tags: ['a'] })
    const flushing = session.flush()
    session.set({ notes: 'second', tags: ['a', 'b'] })
    await flushing
    expect(session.article).toMatchObject({ notes: 'second', tags: ['a', 'b'] })
    expect(session.saveState.kind).toBe('clean')
  })

  it('stays with a story that could not be saved', async () => {
    const { session } = desk()
    session.start(story('one'))
    const page = pageOf('one')
    session.attach(page)
    page.read = () => { throw new Error('no text') }
    session.touch()
    expect(await session.open('two')).toBe(false)
    expect(session.story!.id).toBe('one')
    expect(session.saveState.kind).toBe('failed')
  })
})
