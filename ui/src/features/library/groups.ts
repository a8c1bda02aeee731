// How a list by date is grouped: today, yesterday, earlier this week (from Monday), then by month.
import { counted } from '$/components/figures'

const monthThisYear = new Intl.DateTimeFormat('en-GB', { month: 'long' })
const monthAndYear = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric' })
const dayThisYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const dayAndYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const whole = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'short' })

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
  if (time.getFullYear() !== now.getFullYear()) return monthAndYear.format(time)
  return time.getMonth() === now.getMonth() ? 'Earlier this month' : monthThisYear.format(time)
}

/** The time of today's stories, the day of older ones, with the year where it is another. */
export function shortTime(at: string | Date, now = new Date()): string {
  const time = new Date(at)
  if (time >= startOfDay(now)) return clock.format(time)
  return (time.getFullYear() === now.getFullYear() ? dayThisYear : dayAndYear).format(time)
}

/** The whole moment, for a tooltip. */
export const wholeTime = (at: string | Date): string => whole.format(new Date(at))

export const stories = (value: number): string => counted(value, 'story', 'stories')
