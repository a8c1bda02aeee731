import { beforeEach, expect, test, vi } from 'vitest'

const { invoke } = vi.hoisted(() => ({ invoke: vi.fn() }))
let ids = 0
vi.mock('@tauri-apps/api/core', () => ({
  invoke,
  convertFileSrc: (path: string) => path,
  Channel: class {
    id = ++ids
    onmessage: ((progress: unknown) => void) | undefined
  },
}))
vi.mock('@tauri-apps/api/event', () => ({ listen: vi.fn() }))

const { thin } = await import('.')

/** The channels of the calls of a command. */
const channels = (command: string) => invoke.mock.calls.filter(([name]) => name === command).map(([, args]) => (args as { channel?: number; progress?: { id: number } }).channel ?? (args as { progress: { id: number } }).progress.id)

let finish: (value: unknown) => void
beforeEach(() => {
  invoke.mockReset()
  invoke.mockImplementation((command: string) => (command === 'cancel' ? Promise.resolve() : new Promise((resolve) => (finish = resolve))))
})

test('work is stopped by its own channel, and only while it runs', async () => {
  const abort = new AbortController()
  const one = thin(null, { signal: abort.signal })
  const other = thin(null, {})
  expect(channels('cancel')).toEqual([])
  abort.abort()
  expect(channels('cancel')).toEqual([channels('thin')[0]])
  finish(null)
  await other
  void one
})

test('what was stopped before it began is begun, and told at once', () => {
  void thin(null, { signal: AbortSignal.abort() })
  expect(invoke.mock.calls.map(([name]) => name)).toEqual(['thin', 'cancel'])
  expect(channels('cancel')).toEqual(channels('thin'))
})

test('work that has ended is not stopped afterwards', async () => {
  const abort = new AbortController()
  const done = thin(null, { signal: abort.signal })
  finish(null)
  await done
  abort.abort()
  expect(channels('cancel')).toEqual([])
})

test('progress is told to whom it concerns', () => {
  const told: unknown[] = []
  void thin(null, { onProgress: (progress) => told.push(progress) })
  const { progress } = invoke.mock.calls[0]![1] as { progress: { onmessage: (progress: unknown) => void } }
  progress.onmessage({ done: 1, total: 2 })
  expect(told).toEqual([{ done: 1, total: 2 }])
})
