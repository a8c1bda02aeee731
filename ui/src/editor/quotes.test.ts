import { expect, test } from 'vitest'
import { press, p, pre, show, state, type, typing } from './testing'
import { substitution, typographyOf } from './quotes'

/** Types a text as a keyboard would and returns what stands there. */
function typed(text: string, language = 'en-GB'): string {
  let out = ''
  for (const sign of text) {
    const made = substitution(out, sign, typographyOf(language))
    out = made ? out.slice(0, out.length - made.back) + made.text : out + sign
  }
  return out
}

const cases: [string, string, string][] = [
  ['en-GB', '"Don\'t," he said -- "go..."', '“Don’t,” he said – “go…”'],
  ['en-US', '"Yes"--no', '“Yes”—no'],
  ['en-GB', "the '90s and 'quoted'", 'the ’90s and ‘quoted’'],
  ['en-GB', '("in brackets")', '(“in brackets”)'],
  ['de', '"Er sagte \'nein\'", es geht\'s', '„Er sagte ‚nein‘“, es geht’s'],
  ['de-CH', '"Grüezi"', '«Grüezi»'],
  ['fr', 'Il dit "oui" ! L\'eau : 3 ; pourquoi ?', 'Il dit «\u00a0oui\u00a0»\u202f! L’eau\u00a0: 3\u202f; pourquoi\u202f?'],
  ['fr-CA', 'Quoi !', 'Quoi !'],
  ['es', '"Sí"', '«Sí»'],
  ['sv', '"Ja"', '”Ja”'],
  ['pl', '"Tak"', '„Tak”'],
  ['ru', '"Да"', '«Да»'],
  ['da', '"Ja", "nej"', '»Ja«, »nej«'],
  ['he', 'צה"ל', 'צה"ל'],
  ['en-GB', '---', '---'],
  ['en-GB', 'a....', 'a….'],
  ['xx', '"one"', '“one”'],
]

test.each(cases)('%s: %s', (language, text, expected) => expect(typed(text, language)).toBe(expected))

test('one Undo takes one sign back, Backspace is Backspace', () => {
  const view = typing(state([p('<a>')]), 'He said "')
  expect(show(view.state)).toBe('p(He said “<a>)')
  press(view, 'Ctrl-z')
  expect(show(view.state), 'the quotation mark as it was typed').toBe('p(He said "<a>)')
  type(view, "yes'")
  expect(show(view.state)).toBe('p(He said "yes’<a>)')
})

test('code is left alone', () => {
  expect(show(typing(state([pre('<a>')]), 'a = "b" -- c').state)).toBe('pre(a = "b" -- c<a>)')
})

test('three hyphens on a line are still a rule', () => {
  expect(show(typing(state([p('<a>')]), '---').state)).toBe('hr() p(<a>)')
})
