/** Makes an element. `on…` attributes are listeners; null and false children are left out. Text is always text. */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value)
    else node.setAttribute(name, value === true ? '' : value)
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false))
  return node
}

const SVG = 'http://www.w3.org/2000/svg'

/** Makes an SVG drawing out of one path: the page has no other kind. */
export function drawing(viewBox, path, attributes = {}) {
  const svg = document.createElementNS(SVG, 'svg')
  const shape = document.createElementNS(SVG, 'path')
  for (const [name, value] of Object.entries({ viewBox, 'aria-hidden': 'true', ...attributes }))
    svg.setAttribute(name, value)
  shape.setAttribute('d', path)
  svg.append(shape)
  return svg
}
