// Every command of the desk, by id: the palette, the shortcuts, the shortcuts sheet and the native menu all read this one table.
import type { Component } from 'svelte'
import { keysOf, normalKeys } from '$/components/keys'

export interface Command {
  /** Stable, `noun.verb`; the native menu uses it too. */
  id: string
  /** What the palette shows, in sentence case; an ellipsis where it asks for more. */
  title: string
  /** The heading of the shortcuts sheet. */
  group: string
  /** `Mod+Shift+F`; several where one is an alias, the first is shown. */
  shortcut?: string | string[]
  icon?: Component<{ class?: string }>
  /** Other words that find it. */
  keywords?: string
  /** Whether it can run now. */
  when?: () => boolean
  /** Left out of the palette. */
  hidden?: boolean
  /** Its shortcut is shown but handled elsewhere (the editor's own keys). */
  passive?: boolean
  run: () => unknown
}

/** A shortcut and its menu entry may both answer one key press; the second within this many ms is dropped. */
const ECHO_MS = 250

export class Commands {
  #table = $state.raw(new Map<string, Command>())
  #keys = new Map<string, string>()
  #last: { id: string; source: string; at: number } | null = null

  /** Adds commands; one with the same id is replaced. */
  register(...commands: Command[]): void {
    const table = new Map(this.#table)
    for (const command of commands) table.set(command.id, command)
    this.#table = table
    this.#keys.clear()
    for (const command of table.values()) {
      if (command.passive) continue
      for (const shortcut of shortcutsOf(command)) this.#keys.set(normalKeys(shortcut), command.id)
    }
  }

  get(id: string): Command | undefined {
    return this.#table.get(id)
  }

  /** All of them, in the order of registration. */
  get all(): Command[] {
    return [...this.#table.values()]
  }

  /** Those that can run now and belong in the palette. */
  get offered(): Command[] {
    return this.all.filter((command) => !command.hidden && (command.when?.() ?? true))
  }

  /** Runs a command. False where there is none, or it cannot run now, or this is the echo of the same key press. */
  run(id: string, source: 'key' | 'menu' | 'other' = 'other', now = Date.now()): boolean {
    const command = this.#table.get(id)
    if (!command || !(command.when?.() ?? true)) return false
    if (source !== 'other') {
      const last = this.#last
      if (last && last.id === id && last.source !== source && now - last.at < ECHO_MS) return false
      this.#last = { id, source, at: now }
    }
    void command.run()
    return true
  }

  /** The command of a key press, if any. */
  match(event: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): Command | undefined {
    for (const form of keysOf(event)) {
      const id = this.#keys.get(form)
      if (id) return this.#table.get(id)
    }
    return undefined
  }

  /** Answers a key press of the window. Costs nothing for plain typing. */
  onkeydown = (event: KeyboardEvent): void => {
    if (event.isComposing) return
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !/^F\d/.test(event.key)
    if (plain && (event.key !== '?' || isTyping(event.target))) return
    const command = this.match(event)
    if (!command) return
    // A dialog keeps the keyboard to itself.
    if (overlaid()) {
      if (/^F\d/.test(event.key) || event.ctrlKey || event.metaKey) event.preventDefault()
      return
    }
    if (this.run(command.id, 'key')) {
      event.preventDefault()
      event.stopPropagation()
    }
  }
}

/** The shortcuts of a command, the shown one first. */
export function shortcutsOf(command: Command): string[] {
  return command.shortcut === undefined ? [] : Array.isArray(command.shortcut) ? command.shortcut : [command.shortcut]
}

/** Whether a dialog or a menu has the keyboard. */
export const overlaid = (): boolean => document.querySelector('[role=dialog][data-state=open], [role=menu][data-state=open]') !== null

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

export const commands = new Commands()
export const register = (...list: Command[]): void => commands.register(...list)
export const run = (id: string): boolean => commands.run(id)
