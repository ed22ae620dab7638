/** A QR code as a drawing: dark modules on the light that the style sheet gives it. */

import { encode } from 'uqr'
import { drawing } from './element.js'

/** In modules, as the standard wants it. */
const QUIET_ZONE = 4

export function qrCode(content, label) {
  // On a screen nothing wears off: the least error correction gives the largest modules.
  const { data, size } = encode(content, { ecc: 'L', border: QUIET_ZONE })
  const path = data.flatMap((line, y) => runs(line).map(([x, length]) => `M${x} ${y}h${length}v1h-${length}z`)).join('')
  const code = drawing(`0 0 ${size} ${size}`, path, {
    class: 'qr',
    id: 'qr',
    role: 'img',
    'aria-label': label,
  })
  code.removeAttribute('aria-hidden')
  return code
}

/** The dark modules of a line that touch, as [start, length]: drawn in one piece, they leave no seams. */
function runs(line) {
  const found = []
  for (const [x, dark] of line.entries()) {
    if (!dark) continue
    if (line[x - 1]) found.at(-1)[1] += 1
    else found.push([x, 1])
  }
  return found
}
