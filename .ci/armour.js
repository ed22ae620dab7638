// Bytes as the text of a JavaScript string. base64 shifts every byte, so that compression finds no repetition any more
// and a module of 120 KB gzipped becomes one of 160 KB. Here each of the commonest bytes is one character and each other
// byte two, of printable ASCII that no bundler rewrites: gzipped it is as small as the bytes themselves.
// pkg/lib/armour.js reads it.

// All of printable ASCII but what a string literal, a template or an inline script would have to escape.
const characters = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index)).filter(
  (character) => !'\'"`\\$<'.includes(character),
)

/** The source text of a JavaScript array: the alphabet, the byte order, the text. */
export function armour(bytes) {
  const frequency = new Array(256).fill(0)
  for (const byte of bytes) frequency[byte]++
  const order = [...frequency.keys()].sort((one, other) => frequency[other] - frequency[one] || one - other)
  const prefixes = 2 // which suffice: 86 single characters and 2 × 88 pairs
  const singles = characters.length - prefixes
  const codes = []
  order.forEach((byte, rank) => {
    const pair = rank - singles
    codes[byte] =
      pair < 0
        ? characters[rank]
        : characters[singles + Math.floor(pair / characters.length)] + characters[pair % characters.length]
  })
  const text = Array.from(bytes, (byte) => codes[byte]).join('')
  return `{ characters: '${characters.join('')}', order: '${Buffer.from(order).toString('hex')}', text: '${text}' }`
}
