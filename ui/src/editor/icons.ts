// The few icons that the page draws itself, outside Svelte: Lucide's `image` and `globe`, 16 px, stroke 1.5.

const SVG = 'http://www.w3.org/2000/svg'
type Shape = readonly [string, Record<string, string>]

function icon(...shapes: Shape[]): SVGElement {
  const svg = document.createElementNS(SVG, 'svg')
  const attributes = { width: '16', height: '16', viewBox: '0 0 24 24', fill: 'none', stroke: 'currentColor', 'stroke-width': '1.5', 'stroke-linecap': 'round', 'stroke-linejoin': 'round', 'aria-hidden': 'true' }
  for (const [name, value] of Object.entries(attributes)) svg.setAttribute(name, value)
  for (const [tag, attrs] of shapes) {
    const shape = document.createElementNS(SVG, tag)
    for (const [name, value] of Object.entries(attrs)) shape.setAttribute(name, value)
    svg.append(shape)
  }
  return svg
}

export const pictureIcon = (): SVGElement =>
  icon(['rect', { width: '18', height: '18', x: '3', y: '3', rx: '2' }], ['circle', { cx: '9', cy: '9', r: '2' }], ['path', { d: 'm21 15-3.1-3.1a2 2 0 0 0-2.8 0L6 21' }])

export const siteIcon = (): SVGElement =>
  icon(['circle', { cx: '12', cy: '12', r: '10' }], ['path', { d: 'M12 2a14.5 14.5 0 0 0 0 20 14.5 14.5 0 0 0 0-20' }], ['path', { d: 'M2 12h20' }])
