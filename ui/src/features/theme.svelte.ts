// Light or dark, as the system says unless told; and the page's own size and measure. Per desk, not per library.
import { rememberTheme } from '$/backend'
import { store, stored } from './stored'

export type Theme = 'system' | 'light' | 'dark'
export type TextSize = 'small' | 'normal' | 'large' | 'larger'
export type Measure = 'narrow' | 'normal' | 'wide'

const scale: Record<TextSize, number> = { small: 0.9, normal: 1, large: 1.12, larger: 1.25 }
/** In px, at the normal size; it grows with the text, so that a line holds as many words. */
const column: Record<Measure, number> = { narrow: 480, normal: 544, wide: 640 }
const oneOf = (...values: string[]) => (value: unknown) => values.includes(value as string)

class Look {
  theme = $state<Theme>(stored('theme', 'system', oneOf('system', 'light', 'dark')))
  textSize = $state<TextSize>(stored('text.size', 'normal', oneOf(...Object.keys(scale))))
  measure = $state<Measure>(stored('text.measure', 'normal', oneOf(...Object.keys(column))))

  /** Puts the choices on the document's root. */
  apply(): void {
    const root = document.documentElement
    if (this.theme === 'system') delete root.dataset.theme
    else root.dataset.theme = this.theme
    root.style.setProperty('--page-scale', String(scale[this.textSize]))
    root.style.setProperty('--column', `${Math.round(column[this.measure] * scale[this.textSize])}px`)
  }

  setTheme = (theme: Theme): void => {
    this.#set(() => (this.theme = theme), 'theme', theme)
    // For the window's own colour before there is a page; without it the next start begins in the system's.
    void rememberTheme(theme === 'system' ? null : theme).catch(() => null)
  }
  setTextSize = (size: TextSize): void => this.#set(() => (this.textSize = size), 'text.size', size)
  setMeasure = (measure: Measure): void => this.#set(() => (this.measure = measure), 'text.measure', measure)

  /** Whether the desk is dark now. */
  get dark(): boolean {
    return this.theme === 'dark' || (this.theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
  }

  #set(change: () => void, key: string, value: string): void {
    change()
    store(key, value)
    this.apply()
  }
}

export const look = new Look()
