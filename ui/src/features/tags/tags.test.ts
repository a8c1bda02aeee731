import { describe, expect, it } from 'vitest'
import type { Tag } from '$/backend'
import { addTag, moveTag, suggestTags } from './tags'

const tag = (name: string, stories: number): Tag => ({ name, parent: null, depth: 0, colour: null, description: '', stories })
const all = [tag('Ferries', 46), tag('Town council', 204), tag('Café life', 3), tag('Council tax', 12), tag('Roads', 81)]

describe('completing tags', () => {
  it('puts what begins with the letters first, then words inside, most used first', () => {
    expect(suggestTags(all, [], 'coun').map((t) => t.name)).toEqual(['Council tax', 'Town council'])
    expect(suggestTags(all, [], '').map((t) => t.name)[0]).toBe('Town council')
  })
  it('looks past accents and case, and leaves out what the story carries', () => {
    expect(suggestTags(all, [], 'CAFE').map((t) => t.name)).toEqual(['Café life'])
    expect(suggestTags(all, ['roads'], 'ro')).toEqual([])
  })
})

describe('a story’s tags', () => {
  it('take the library’s spelling, and never one twice', () => {
    expect(addTag(['Roads'], 'ferries', all)).toEqual(['Roads', 'Ferries'])
    expect(addTag(['Roads'], ' ROADS ', all)).toEqual(['Roads'])
    expect(addTag([], '  ', all)).toEqual([])
    expect(addTag([], 'brand  new', all)).toEqual(['brand new'])
  })
  it('keep the editor’s order', () => {
    expect(moveTag(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b'])
    expect(moveTag(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c'])
    expect(moveTag(['a', 'b'], 1, 2)).toEqual(['a', 'b'])
  })
})
