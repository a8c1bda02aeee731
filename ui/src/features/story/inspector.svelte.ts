// Which tab of the inspector is open, what the checks found, and which field wants the focus.
import { tick } from 'svelte'
import * as backend from '$/backend'
import type { Article, Check } from '$/backend'
import { notify } from '$/components/toast'
import { writing } from '$/features/writing.svelte'
import { ofStyle } from './checks'
import { session } from './session.svelte'

export type InspectorTab = 'story' | 'history' | 'checks'

/** Fields that the page shows; all others are in the Story tab. */
const onPage = new Set(['headline', 'standfirst', 'byline', 'dateline', 'body'])

class Inspector {
  tab = $state<InspectorTab>('story')
  #found = $state.raw<Check[]>([])
  /** Whether the checks are those of the text as it stands. */
  checked = $state(false)
  /** Why there are none. */
  failure = $state.raw<unknown>(null)
  #run = 0

  /** What was found, without the checks of style where nobody wants them. */
  readonly checks = $derived(writing.style ? this.#found : this.#found.filter((check) => !ofStyle(check)))
  readonly must = $derived(this.checks.filter((check) => check.level === 'must'))
  readonly look = $derived(this.checks.filter((check) => check.level === 'look'))

  /** Looks the story over. A later call makes an earlier one's answer void. */
  async check(article: Article): Promise<Check[]> {
    const run = ++this.#run
    try {
      const found = await backend.checkStory(article)
      if (run === this.#run) {
        this.#found = found
        this.checked = true
        this.failure = null
      }
      return writing.style ? found : found.filter((check) => !ofStyle(check))
    } catch (failure) {
      if (run === this.#run) this.failure = failure
      return this.checks
    }
  }

  /** Forgets what was found: another story is open. */
  clear(): void {
    this.#run += 1
    this.#found = []
    this.checked = false
    this.failure = null
  }

  /** Goes to what a check is about. */
  async jump(check: Check): Promise<void> {
    if (check.block !== null || check.field === null || onPage.has(check.field)) return session.page?.show(check)
    await this.focusField(check.field)
  }

  /** Puts right what checks found, and looks the story over again. */
  async fix(checks: readonly Check[]): Promise<void> {
    if (!(await session.page?.fix(checks))) notify({ id: 'fix', text: 'The page has changed there, so nothing was put right.' })
    const article = session.current()
    if (article) await this.check(article)
  }

  /** Opens the Story tab, ready to add a tag. */
  async addTag(): Promise<void> {
    this.tab = 'story'
    await tick()
    document.querySelector<HTMLElement>('[data-add-tag]')?.click()
  }

  /** Opens the Story tab with the caret in a field. */
  async focusField(field: string): Promise<void> {
    this.tab = 'story'
    await tick()
    const element = document.querySelector<HTMLElement>(`[data-field='${field}']`)
    element?.scrollIntoView({ block: 'center' })
    element?.focus()
  }
}

export const inspector = new Inspector()
