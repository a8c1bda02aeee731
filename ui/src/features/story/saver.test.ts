import { describe, expect, it } from 'vitest'
import type { Article, Saved, Story } from '../../backend/bindings'
import { StetError } from '../../backend/errors'
import { AT_LEAST, BACKOFF, QUIET, SITTING_IDLE, SITTING_LENGTH, Saver, sameJson, type Clock, type Kept, type SaveBackend } from './saver'

const settle = async () => {
  for (let i = 0; i < 40; i += 1) await Promise.resolve()
}

/** A clock that a test turns by hand. */
class HandClock implements Clock {
  time = Date.UTC(2024, 10, 14, 14, 3)
  #timers: { at: number; run: () => void }[] = []
  now = () => this.time
  after = (ms: number, run: () => void) => {
    const timer = { at: this.time + ms, run }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }
  async turn(ms: number): Promise<void> {
    const end = this.time + ms
    for (;;) {
      const next = this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0]
      if (!next) break
      this.#timers = this.#timers.filter((timer) => timer !== next)
      this.time = Math.max(this.time, next.at)
      next.run()
      await settle()
    }
    this.time = end
    await settle()
  }
}

const article = (headline: string): Article => ({
  headline, standfirst: '', kicker: '', byline: [], dateline: '', section: '', language: '', slug: 'a-slug', seo_title: '', seo_description: '',
  canonical_url: '', lead_image: null, tags: [], notes: '', corrections: [], published_at: null, updated_at: null, extra: {},
  body: { type: 'doc', content: [{ type: 'paragraph' }] },
})

/** A library with one story, a page that shows it, and a saver between the two. */
class Desk implements SaveBackend {
  clock = new HandClock()
  version = 1
  head = 1
  text = article('')
  dirty = false
  revisions: { text: string; reason: string; name: string | null }[] = []
  page = article('')
  log: string[] = []
  kept: Kept | null = null
  fail: StetError | null = null
  hold: Promise<void> | null = null
  during: (() => void) | null = null
  slugTaken = false
  running = 0
  overlapped = false
  saver: Saver

  constructor() {
    this.saver = new Saver(
      'story', this.story(), this,
      {
        read: () => ({ ...this.page }),
        follow: (story, text) => { if (text) this.page = { ...story.article } },
        changed: () => this.log.push(this.saver?.state.kind),
        saved: () => undefined,
        kept: (kept) => { this.kept = kept },
        refused: (error) => {
          if (error.code !== 'slug_taken') return false
          this.slugTaken = true
          this.page = { ...this.page, slug: 'a-slug' }
          return true
        },
      },
      this.clock, (at) => `Kept from this desk, ${at.getUTCHours()}:${String(at.getUTCMinutes()).padStart(2, '0')}`,
    )
  }
  story = (): Story => ({
    id: 'story', status: 'draft', version: this.version, head: this.head, dirty: this.dirty, published_revision: null,
    created_at: '2024-11-11T09:00:00Z', updated_at: '2024-11-14T14:03:00Z', article: { ...this.text },
  })
  async #write<T>(base: number | null, work: () => T): Promise<T> {
    if (this.running > 0) this.overlapped = true
    this.running += 1
    this.during?.()
    try {
      await (this.hold ?? Promise.resolve())
      if (this.fail) throw this.fail
      if (base !== null && base !== this.version) throw new StetError('stale_save', '', this.version)
      return work()
    } finally {
      this.running -= 1
    }
  }
  #saved = (revision: number | null): Saved => ({
    version: this.version, head: this.head, revision, saved_at: new Date(this.clock.time).toISOString(), words: 0, slug: this.text.slug, tags: this.text.tags,
  })
  saveWorkingCopy = (_: string, base: number, text: Article) => this.#write(base, () => {
    if (text.slug === 'taken') throw new StetError('slug_taken', '')
    this.version += 1
    this.text = text
    this.dirty = true
    return this.#saved(null)
  })
  saveRevision = (_: string, base: number, text: Article, reason: 'saved' | 'autosaved', name: string | null) => this.#write(base, () => {
    this.version += 1
    this.head += 1
    this.text = text
    this.dirty = false
    this.revisions.push({ text: text.headline, reason, name })
    return this.#saved(this.head)
  })
  keepBoth = (_: string, mine: Article, name: string) => this.#write(null, () => {
    this.head += 1
    this.revisions.push({ text: mine.headline, reason: 'saved', name })
    return this.head
  })
  openStory = () => Promise.resolve(this.story())
  type(headline: string) {
    this.page = { ...this.page, headline }
    this.saver.touch()
  }
  elsewhere(headline: string) {
    this.version += 1
    this.text = { ...this.text, headline }
  }
}

describe('autosave', () => {
  it('is acknowledged within a second of the last key', async () => {
    const desk = new Desk()
    desk.type('Hest')
    expect(desk.saver.state.kind).toBe('dirty')
    await desk.clock.turn(QUIET - 1)
    expect(desk.text.headline).toBe('')
    await desk.clock.turn(1)
    expect(desk.text.headline).toBe('Hest')
    expect(desk.saver.state).toEqual({ kind: 'clean', at: new Date(desk.clock.time).toISOString() })
    expect(QUIET).toBeLessThan(1_000)
  })

  it('comes at least every two seconds while typing goes on', async () => {
    const desk = new Desk()
    let lastSeen = desk.clock.time
    let widest = 0
    let seen = ''
    for (let key = 1; key <= 400; key += 1) {
      desk.type('x'.repeat(key))
      await desk.clock.turn(50)
      if (desk.text.headline !== seen) {
        widest = Math.max(widest, desk.clock.time - lastSeen)
        lastSeen = desk.clock.time
        seen = desk.text.headline
      }
    }
    expect(widest).toBeLessThanOrEqual(2_000)
    expect(AT_LEAST).toBeLessThan(2_000)
  })

  it('never overlaps another save, and takes edits made meanwhile next', async () => {
    const desk = new Desk()
    let release = () => {}
    desk.hold = new Promise((resolve) => (release = resolve))
    desk.type('one')
    await desk.clock.turn(QUIET)
    expect(desk.saver.state.kind).toBe('saving')
    desk.type('one two')
    await desk.clock.turn(5_000)
    void desk.saver.flush()
    void desk.saver.version('saved', null)
    await settle()
    expect(desk.running).toBe(1)
    desk.hold = null
    release()
    await desk.clock.turn(QUIET)
    expect(desk.overlapped).toBe(false)
    expect(desk.text.headline).toBe('one two')
    expect(desk.saver.unsaved).toBe(false)
  })

  it('does nothing while nothing was typed', async () => {
    const desk = new Desk()
    await desk.clock.turn(3_600_000)
    expect(desk.version).toBe(1)
  })
})

describe('a save that fails', () => {
  it('keeps the text, says so, and is tried again ever more slowly', async () => {
    const desk = new Desk()
    desk.fail = new StetError('disk_full', 'no space left')
    desk.type('kept')
    await desk.clock.turn(QUIET)
    expect(desk.saver.state).toMatchObject({ kind: 'failed', error: { code: 'disk_full' } })
    let tries = 0
    desk.during = () => (tries += 1)
    for (const wait of BACKOFF) await desk.clock.turn(wait)
    expect(tries).toBe(BACKOFF.length)
    expect(desk.page.headline).toBe('kept')
    desk.fail = null
    await desk.clock.turn(BACKOFF[BACKOFF.length - 1]!)
    expect(desk.text.headline).toBe('kept')
    expect(desk.saver.state.kind).toBe('clean')
  })

  it('stays in sight while it is tried again', async () => {
    const desk = new Desk()
    desk.fail = new StetError('library_busy', '')
    desk.type('one')
    await desk.clock.turn(QUIET)
    desk.log.length = 0
    await desk.clock.turn(BACKOFF[0]!)
    expect(new Set(desk.log)).toEqual(new Set(['failed']))
  })

  it('is tried at once when asked, and typing is quick to save again after it', async () => {
    const desk = new Desk()
    desk.fail = new StetError('library_busy', '')
    desk.type('one')
    await desk.clock.turn(QUIET + BACKOFF[0]! + BACKOFF[1]! + BACKOFF[2]!)
    desk.fail = null
    await desk.saver.retry()
    expect(desk.text.headline).toBe('one')
    desk.type('one two')
    await desk.clock.turn(QUIET)
    expect(desk.text.headline).toBe('one two')
  })

  it('makes flush reject, so that nobody leaves a text behind', async () => {
    const desk = new Desk()
    desk.fail = new StetError('disk_full', '')
    desk.type('text')
    await expect(desk.saver.flush()).rejects.toMatchObject({ code: 'disk_full' })
    await expect(desk.saver.leave()).rejects.toMatchObject({ code: 'disk_full' })
    expect(desk.saver.unsaved).toBe(true)
  })

  it('goes on without a slug that another story has', async () => {
    const desk = new Desk()
    desk.page = { ...desk.page, slug: 'taken' }
    desk.type('text')
    await desk.clock.turn(QUIET)
    expect(desk.slugTaken).toBe(true)
    expect(desk.text).toMatchObject({ headline: 'text', slug: 'a-slug' })
  })
})

describe('a stale save', () => {
  it('keeps both texts: theirs on the page, mine as a revision', async () => {
    const desk = new Desk()
    desk.type('mine')
    desk.elsewhere('theirs')
    await desk.clock.turn(QUIET)
    expect(desk.text.headline).toBe('theirs')
    expect(desk.page.headline).toBe('theirs')
    expect(desk.revisions).toEqual([{ text: 'mine', reason: 'saved', name: 'Kept from this desk, 14:03' }])
    expect(desk.kept).toMatchObject({ revision: 2 })
    expect(desk.log).toContain('conflict')
    desk.type('theirs, and more')
    await desk.clock.turn(QUIET)
    expect(desk.text.headline).toBe('theirs, and more')
  })

  it('keeps words too that are typed while it is being sorted out', async () => {
    const desk = new Desk()
    desk.type('mine')
    desk.elsewhere('theirs')
    let once = true
    desk.during = () => {
      if (desk.saver.state.kind === 'conflict' && once) {
        once = false
        desk.type('mine, and a word')
      }
    }
    await desk.clock.turn(QUIET)
    expect(desk.revisions.map((revision) => revision.text)).toContain('mine, and a word')
    expect(desk.page.headline).toBe('theirs')
  })

  it('is no conflict where only facts moved', async () => {
    const desk = new Desk()
    desk.type('mine')
    desk.version += 1
    await desk.clock.turn(QUIET)
    expect(desk.text.headline).toBe('mine')
    expect(desk.kept).toBeNull()
  })

  it('keeps the text on the page where even keeping it failed', async () => {
    const desk = new Desk()
    desk.type('mine')
    desk.elsewhere('theirs')
    desk.during = () => {
      if (desk.saver.state.kind === 'conflict') desk.fail = new StetError('disk_full', '')
    }
    await desk.clock.turn(QUIET)
    expect(desk.saver.state.kind).toBe('failed')
    expect(desk.page.headline).toBe('mine')
    desk.during = null
    desk.fail = null
    await desk.saver.retry()
    expect(desk.revisions.map((revision) => revision.text)).toEqual(['mine'])
    expect(desk.page.headline).toBe('theirs')
  })
})

describe('a change from elsewhere', () => {
  it('comes onto a page without unsaved words', async () => {
    const desk = new Desk()
    desk.elsewhere('theirs')
    expect(await desk.saver.refresh()).toBe(true)
    expect(desk.page.headline).toBe('theirs')
    expect(await desk.saver.refresh()).toBe(false)
  })

  it('leaves a page with unsaved words alone', async () => {
    const desk = new Desk()
    desk.type('mine')
    desk.elsewhere('theirs')
    expect(await desk.saver.refresh()).toBe(false)
    expect(desk.page.headline).toBe('mine')
  })
})

describe('the end of a sitting', () => {
  it('makes a revision after five minutes without a key', async () => {
    const desk = new Desk()
    desk.type('words')
    await desk.clock.turn(SITTING_IDLE - 1_000)
    expect(desk.revisions).toEqual([])
    await desk.clock.turn(1_000)
    expect(desk.revisions).toEqual([{ text: 'words', reason: 'autosaved', name: null }])
    await desk.clock.turn(SITTING_LENGTH * 3)
    expect(desk.revisions).toHaveLength(1)
  })

  it('makes one every ten minutes of work', async () => {
    const desk = new Desk()
    for (let minute = 1; minute <= 21; minute += 1) {
      desk.type(`minute ${minute}`)
      await desk.clock.turn(60_000)
    }
    expect(desk.revisions).toHaveLength(2)
  })

  it('makes one on leaving, and none where nothing changed', async () => {
    const desk = new Desk()
    await desk.saver.leave()
    expect(desk.revisions).toEqual([])
    desk.type('words')
    await desk.saver.leave()
    expect(desk.revisions).toEqual([{ text: 'words', reason: 'autosaved', name: null }])
    await desk.saver.leave()
    expect(desk.revisions).toHaveLength(1)
  })

  it('counts from the last version that was saved by hand', async () => {
    const desk = new Desk()
    desk.type('words')
    await desk.saver.version('saved', 'For the lawyer')
    await desk.clock.turn(SITTING_LENGTH)
    expect(desk.revisions).toEqual([{ text: 'words', reason: 'saved', name: 'For the lawyer' }])
  })
})

describe('an action around the story', () => {
  it('finds everything saved, and the next save follows on from it', async () => {
    const desk = new Desk()
    desk.type('words')
    await desk.saver.around(async () => {
      expect(desk.text.headline).toBe('words')
      desk.version += 1
    }, 'facts')
    desk.type('words and more')
    await desk.clock.turn(QUIET)
    expect(desk.text.headline).toBe('words and more')
    expect(desk.kept).toBeNull()
  })
})

describe('sameJson', () => {
  it('looks past the order of keys and at everything else', () => {
    expect(sameJson({ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 })).toBe(true)
    expect(sameJson({ a: 1 }, { a: 1, b: undefined })).toBe(false)
    expect(sameJson([1, 2], [2, 1])).toBe(false)
    expect(sameJson([], {})).toBe(false)
  })
})
