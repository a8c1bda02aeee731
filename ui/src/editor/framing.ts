// How a picture is framed, as the core's document/framing.rs has it: whole ten-thousandths of the upright picture's sides.

/** The whole of a side. */
export const WHOLE = 10_000

/** The point that stays in sight: from the left, from the top. */
export type Focal = [x: number, y: number]

/** The part that is shown: left, top, width, height. */
export type Crop = [x: number, y: number, width: number, height: number]

const isParts = (value: unknown, length: number): value is number[] =>
  Array.isArray(value) && value.length === length && value.every((part) => Number.isInteger(part) && part >= 0 && part <= WHOLE)

/** Reads a focal point; undefined where it is none. */
export function readFocal(value: unknown): Focal | undefined {
  return isParts(value, 2) ? (value as Focal) : undefined
}

/** Reads a crop; undefined where it is empty or reaches beyond the picture. */
export function readCrop(value: unknown): Crop | undefined {
  if (!isParts(value, 4)) return undefined
  const [x, y, width, height] = value
  return width > 0 && height > 0 && x + width <= WHOLE && y + height <= WHOLE ? (value as Crop) : undefined
}
