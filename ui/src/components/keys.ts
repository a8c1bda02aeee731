// How shortcuts are written down, shown and recognised. `Mod` is Ctrl, and Cmd on a Mac; `Ctrl` is read as `Mod`.

/** Whether this is a Mac, whose shortcuts are written in its own signs. */
export const onMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform)

const shown: Record<string, string> = { arrowup: '↑', arrowdown: '↓', arrowleft: '←', arrowright: '→', enter: 'Enter', escape: 'Esc', delete: 'Del', backspace: '⌫', space: 'Space' }

/** Shows `Mod+Shift+F` as `Ctrl Shift F`, or as `⌘⇧F` on a Mac. */
export function showKeys(shortcut: string, mac = onMac): string {
  const parts = shortcut.split('+').map((part) => {
    const key = part.toLowerCase()
    if (key === 'mod' || key === 'ctrl') return mac ? '⌘' : 'Ctrl'
    if (key === 'shift') return mac ? '⇧' : 'Shift'
    if (key === 'alt') return mac ? '⌥' : 'Alt'
    return shown[key] ?? (part.length === 1 ? part.toUpperCase() : part)
  })
  return parts.join(mac ? '' : ' ')
}

/** The one form in which shortcuts are compared: `mod+alt+shift+key`, in this order, in lower case. */
export function normalKeys(shortcut: string): string {
  const parts = shortcut.toLowerCase().split('+')
  const key = parts[parts.length - 1] ?? ''
  const has = (name: string) => parts.slice(0, -1).includes(name)
  return (has('mod') || has('ctrl') ? 'mod+' : '') + (has('alt') ? 'alt+' : '') + (has('shift') ? 'shift+' : '') + key
}

/**
 * The forms that a key press answers to. Two, because a layout may hide the key behind another sign (`Shift+\` gives `|`)
 * or write another alphabet (`Ctrl+C` on a Cyrillic layout gives `с`).
 */
export function keysOf(event: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>, mac = onMac): string[] {
  const prefix = ((mac ? event.metaKey : event.ctrlKey) ? 'mod+' : '') + (event.altKey ? 'alt+' : '')
  const shift = event.shiftKey ? 'shift+' : ''
  const key = event.key.toLowerCase()
  const forms = [prefix + shift + key]
  // A sign that needs Shift on this layout (`?`) is bound without it.
  if (event.shiftKey && key.length === 1 && !/[a-z0-9]/.test(key)) forms.push(prefix + key)
  if (key === '+') forms.push(prefix + '=')
  const code = /^Key([A-Z])$/.exec(event.code)?.[1] ?? /^Digit([0-9])$/.exec(event.code)?.[1] ?? (/^(Intl)?Backslash$/.test(event.code) ? '\\' : undefined)
  if (code && (event.shiftKey || key.length !== 1 || key > '\u007f')) forms.push(prefix + shift + code.toLowerCase())
  return [...new Set(forms)]
}
