// What this desk remembers between starts and that belongs to no library: sizes, folds, the theme. It does without where the
// browser's storage is full, off, or holds something else.

export function stored<T>(key: string, fallback: T, valid: (value: unknown) => boolean = () => true): T {
  try {
    const text = localStorage.getItem(`stet.${key}`)
    if (text === null) return fallback
    const value: unknown = JSON.parse(text)
    return valid(value) ? (value as T) : fallback
  } catch {
    return fallback
  }
}

export function store(key: string, value: unknown): void {
  try {
    localStorage.setItem(`stet.${key}`, JSON.stringify(value))
  } catch {
    // Nothing is lost that matters: the desk opens with its usual measures.
  }
}
