// Days and times in the desk's own English, written as en-GB writes them. By hand: the first formatter of Intl reads its tables for
// milliseconds, which the first paint would wait for.

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']
const SHORT = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sept', 'Oct', 'Nov', 'Dec']
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

const two = (value: number): string => String(value).padStart(2, '0')

/** 14:03 */
export const clock = (time: Date): string => `${two(time.getHours())}:${two(time.getMinutes())}`
/** November */
export const month = (time: Date): string => MONTHS[time.getMonth()]!
/** November 2023 */
export const monthAndYear = (time: Date): string => `${month(time)} ${time.getFullYear()}`
/** Wednesday */
export const weekday = (time: Date): string => DAYS[time.getDay()]!
/** 14 Nov */
export const dayMonth = (time: Date): string => `${time.getDate()} ${SHORT[time.getMonth()]}`
/** 14 Nov 2023 */
export const dayMonthYear = (time: Date): string => `${dayMonth(time)} ${time.getFullYear()}`
/** 14 November 2023 */
export const longDate = (time: Date): string => `${time.getDate()} ${monthAndYear(time)}`
/** Thursday 14 November */
export const longDay = (time: Date): string => `${weekday(time)} ${time.getDate()} ${month(time)}`
/** Thursday 14 November 2023 at 14:03 */
export const wholeMoment = (time: Date): string => `${longDay(time)} ${time.getFullYear()} at ${clock(time)}`
