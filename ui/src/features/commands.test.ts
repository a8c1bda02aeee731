import { expect, test } from 'vitest'
import { keysOf, normalKeys, showKeys } from '$/components/keys'
import { Commands } from './commands.svelte'

const press = (key: string, more: Partial<KeyboardEvent> = {}) => ({ key, code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more })

function desk() {
  const commands = new Commands()
  const ran: string[] = []
  const add = (id: string, shortcut: string | string[], more = {}) => commands.register({ id, title: id, group: 'Test', shortcut, run: () => ran.push(id), ...more })
  return { commands, ran, add }
}

test('a key press finds its command, whatever Shift or the layout makes of the key', () => {
  const { commands, add } = desk()
  add('view.inspector', 'Mod+Shift+\\')
  add('view.sidebar', 'Mod+\\')
  add('help.shortcuts', ['F1', '?'])
  add('story.save', 'Mod+S')
  const found = (event: ReturnType<typeof press>) => commands.match(event)?.id
  expect(found(press('|', { code: 'Backslash', ctrlKey: true, shiftKey: true }))).toBe('view.inspector')
  expect(found(press('\\', { code: 'Backslash', ctrlKey: true }))).toBe('view.sidebar')
  expect(found(press('?', { code: 'Slash', shiftKey: true }))).toBe('help.shortcuts')
  expect(found(press('ы', { code: 'KeyS', ctrlKey: true }))).toBe('story.save')
  expect(found(press('S', { code: 'KeyS', ctrlKey: true, shiftKey: true }))).toBeUndefined()
  expect(found(press('s', { code: 'KeyS' }))).toBeUndefined()
})

test('a shortcut and its native menu entry together run it once', () => {
  const { commands, ran, add } = desk()
  add('story.new', 'Mod+N')
  expect(commands.run('story.new', 'key', 1_000)).toBe(true)
  expect(commands.run('story.new', 'menu', 1_040)).toBe(false)
  expect(commands.run('story.new', 'key', 1_120), 'a key that repeats runs again').toBe(true)
  expect(commands.run('story.new', 'menu', 2_000)).toBe(true)
  expect(ran).toHaveLength(3)
})

test('what cannot run now is neither run nor offered', () => {
  const { commands, ran, add } = desk()
  add('story.publish', [], { when: () => false })
  add('story.hidden', [], { hidden: true })
  expect(commands.run('story.publish')).toBe(false)
  expect(commands.run('nothing.here')).toBe(false)
  expect(commands.offered).toEqual([])
  expect(ran).toEqual([])
})

test('shortcuts are written as each system writes them', () => {
  expect([showKeys('Mod+Shift+F', false), showKeys('Mod+Shift+F', true), showKeys('Mod+,', false)]).toEqual(['Ctrl Shift F', '⌘⇧F', 'Ctrl ,'])
  expect(normalKeys('Shift+Ctrl+K')).toBe('mod+shift+k')
  expect(keysOf(press('k', { code: 'KeyK', metaKey: true }), true)).toEqual(['mod+k'])
})
