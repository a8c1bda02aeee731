// The native menu and the table of commands, held against each other: the menu is written in Rust, where no compiler sees the table.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { normalKeys } from '$/components/keys'
import { commands, shortcutsOf } from './commands.svelte'
import { registerCommands as registerHistory } from './history/commands'
import { registerCommands as registerDesk } from './library/commands'
import { registerCommands as registerStory } from './story/commands'

const menu = readFileSync(join(import.meta.dirname, '../../../src-tauri/src/menu.rs'), 'utf8')
const nothing = () => undefined
registerDesk({
  palette: nothing, settings: nothing, shortcuts: nothing, importFiles: nothing, importFolder: nothing, newStory: nothing,
  openLibrary: nothing, createLibrary: nothing, backUp: nothing, nextPane: nothing, close: nothing,
})
registerStory()
registerHistory()

/** Tauri's names of keys, as the table has them. */
const written = (keys: string) => normalKeys(keys.replace('CmdOrCtrl', 'Mod').replace('Comma', ',').replace('Backslash', '\\'))
const entries = [...menu.matchAll(/\("(\w+\.\w+)", "[^"]+", (?:None|Some\("([^"]+)"\))\)/g)].map(([, id, keys]) => ({ id, keys: keys && written(keys) }))

test('each entry of the native menu is a command, by the same keys', () => {
  expect(entries.length).toBeGreaterThan(15)
  for (const { id, keys } of entries) {
    const command = commands.get(id)
    expect(command, `the command of the menu's ${id}`).toBeDefined()
    if (command) expect([id, shortcutsOf(command).map(normalKeys)[0]]).toEqual([id, keys])
  }
})

test('no two commands want the same keys', () => {
  const owners = new Map<string, string[]>()
  for (const command of commands.all) for (const keys of shortcutsOf(command).map(normalKeys)) owners.set(keys, [...(owners.get(keys) ?? []), command.id])
  expect([...owners].filter(([, ids]) => ids.length > 1)).toEqual([])
})
