// How a list by date is grouped: today, yesterday, earlier this week (from Monday), then by month.
import { clock, dayMonth, dayMonthYear, month, monthAndYear, wholeMoment } from '$/components/dates'
import { counted } from '$/components/figures'

const startOfDay = (time: Date): Date => new Date(time.getFullYear(), time.getMonth(), time.getDate())

/** Returns the heading that a moment stands under, seen from `now`; both in the desk's time zone. */
export function groupOf(at: string | Date, now = new Date()): string {
  const time = new Date(at)
  const today = startOfDay(now)
  if (time >= today) return 'Today'
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1)
  if (time >= yesterday) return 'Yesterday'
  const monday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - ((today.getDay() + 6) % 7))
  if (time >= monday) return 'Earlier this week'
  if (time.getFullYear() !== now.getFullYear()) return monthAndYear(time)
  return time.getMonth() === now.getMonth() ? 'Earlier this month' : month(time)
}

/** The time of today's stories, the day of older ones, with the year where it is another. */
export function shortTime(at: string | Date, now = new Date()): string {
  const time = new Date(at)
  if (time >= startOfDay(now)) return clock(time)
  return time.getFullYear() === now.getFullYear() ? dayMonth(time) : dayMonthYear(time)
}

/** The whole moment, for a tooltip. */
export const wholeTime = (at: string | Date): string => wholeMoment(new Date(at))

export const stories = (value: number): string => counted(value, 'story', 'stories')
