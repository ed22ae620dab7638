/**
 * The module's bytes out of the text that the build wrote (.ci/armour.js): the commonest bytes are one character each,
 * the others two.
 */
export function bytesOf({ characters, order, text }) {
  const bytes = new Uint8Array(text.length)
  const places = new Uint8Array(128)
  const ranks = new Uint8Array(256)
  const singles = characters.length - 2
  for (let i = 0; i < characters.length; i++) places[characters.charCodeAt(i)] = i
  for (let i = 0; i < 256; i++) ranks[i] = parseInt(order.substr(2 * i, 2), 16)
  let length = 0
  for (let i = 0; i < text.length; i++) {
    let rank = places[text.charCodeAt(i)]
    if (rank >= singles) rank = singles + (rank - singles) * characters.length + places[text.charCodeAt(++i)]
    bytes[length++] = ranks[rank]
  }
  return bytes.subarray(0, length)
}
