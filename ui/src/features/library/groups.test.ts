import { expect, test } from 'vitest'
import { groupOf, shortTime, stories } from './groups'

const now = new Date(2024, 10, 14, 14, 30) // a Thursday

const check = (at: Date, group: string) => expect(groupOf(at, now), `${at}`).toBe(group)

test('days have names while they are near, months after that', () => {
  check(new Date(2024, 10, 14, 0, 0), 'Today')
  check(new Date(2024, 10, 15, 9, 0), 'Today') // a clock that runs ahead
  check(new Date(2024, 10, 13, 23, 59), 'Yesterday')
  check(new Date(2024, 10, 12, 12, 0), 'Earlier this week')
  check(new Date(2024, 10, 11, 0, 0), 'Earlier this week')
  check(new Date(2024, 10, 10, 23, 59), 'Earlier this month')
  check(new Date(2024, 9, 31, 12, 0), 'October')
  check(new Date(2023, 10, 14, 12, 0), 'November 2023')
})

test('yesterday wins over the week on a Monday and the month on a first', () => {
  expect(groupOf(new Date(2024, 10, 10, 12), new Date(2024, 10, 11, 8))).toBe('Yesterday')
  expect(groupOf(new Date(2024, 9, 31, 12), new Date(2024, 10, 1, 8))).toBe('Yesterday')
})

test('short times say only what is needed', () => {
  expect(shortTime(new Date(2024, 10, 14, 9, 5), now)).toBe('09:05')
  expect(shortTime(new Date(2024, 10, 13, 9, 5), now)).toBe('13 Nov')
  expect(shortTime(new Date(2022, 1, 3), now)).toBe('3 Feb 2022')
  expect([stories(1), stories(1204)]).toEqual(['1 story', '1,204 stories'])
})
