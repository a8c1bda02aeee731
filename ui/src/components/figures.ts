// Figures as people read them.

/** 1,204. By hand, for the reason that dates are. */
export const number = (value: number): string => String(value).replace(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ',')

/** 1 story, 1,204 stories */
export const counted = (value: number, one: string, many = `${one}s`): string => `${number(value)} ${value === 1 ? one : many}`

/** 812 bytes, 12 kB, 1.4 MB */
export function size(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`
  if (bytes < 1_000_000) return `${number(Math.round(bytes / 1_000))} kB`
  return `${number(Math.round(bytes / 100_000) / 10)} MB`
}
