import { expect, test } from 'vitest'
import { clock, dayMonth, dayMonthYear, longDate, longDay, month, monthAndYear, weekday } from './dates'
import { number } from './figures'

test('dates are written as en-GB writes them', () => {
  const forms: [(time: Date) => string, Intl.DateTimeFormatOptions][] = [
    [clock, { hour: '2-digit', minute: '2-digit' }],
    [month, { month: 'long' }],
    [monthAndYear, { month: 'long', year: 'numeric' }],
    [weekday, { weekday: 'long' }],
    [dayMonth, { day: 'numeric', month: 'short' }],
    [dayMonthYear, { day: 'numeric', month: 'short', year: 'numeric' }],
    [longDate, { day: 'numeric', month: 'long', year: 'numeric' }],
    [longDay, { weekday: 'long', day: 'numeric', month: 'long' }],
  ]
  for (const [write, form] of forms) {
    const known = new Intl.DateTimeFormat('en-GB', form)
    for (let turn = 0; turn < 14; turn += 1) {
      const time = new Date(2023, turn, 3 + turn, 2 * turn, 5 * turn)
      expect(write(time)).toBe(known.format(time))
    }
  }
})

test('figures are grouped as en-GB groups them', () => {
  for (const value of [0, 7, 999, 1_000, 12_345, 1_234_567, 1.5, 1_234.5, -1_204]) expect(number(value)).toBe(value.toLocaleString('en-GB'))
})
