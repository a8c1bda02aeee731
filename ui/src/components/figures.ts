// Figures as people read them.

const figures = new Intl.NumberFormat('en-GB')
const tenths = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 })

/** 1,204 */
export const number = (value: number): string => figures.format(value)

/** 1 story, 1,204 stories */
export const counted = (value: number, one: string, many = `${one}s`): string => `${figures.format(value)} ${value === 1 ? one : many}`

/** 812 bytes, 12 kB, 1.4 MB */
export function size(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`
  if (bytes < 1_000_000) return `${figures.format(Math.round(bytes / 1_000))} kB`
  return `${tenths.format(bytes / 1_000_000)} MB`
}
