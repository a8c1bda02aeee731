// How this desk writes: typographic signs while typing, the line that stays in one place, the paragraph that stands out. Per desk.
import { store, stored } from './stored'

const isSwitch = (value: unknown) => typeof value === 'boolean'

class Writing {
  /** Quotation marks and dashes of the story's language while typing. */
  typography = $state(stored('write.typography', true, isSwitch))
  /** Words that the dictionary does not know are underlined. */
  spelling = $state(stored('write.spelling', true, isSwitch))
  /** Doubled words, straight quotation marks, long sentences and the like stand in the Checks. */
  style = $state(stored('write.style', true, isSwitch))
  /** The line that is written stays at one height. */
  typewriter = $state(stored('write.typewriter', false, isSwitch))
  /** All but the paragraph that is written is dimmed. */
  dimmed = $state(stored('write.dimmed', false, isSwitch))

  set = (name: 'typography' | 'spelling' | 'style' | 'typewriter' | 'dimmed', on: boolean): void => {
    this[name] = on
    store(`write.${name}`, on)
  }
}

export const writing = new Writing()
