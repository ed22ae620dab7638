// GBK for `verifyBody`: the runtimes decode it, and encode nothing but UTF-8.

let decoder
let codes

/** The text of bytes in GBK; `undefined` if they are not. Throws where the runtime does not know GBK. */
export function decode(bytes) {
  decoder ??= new TextDecoder('gbk', { fatal: true })
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

/** The bytes of a text; `undefined` if it has a character that two bytes of GBK cannot say. */
export function encode(text) {
  codes ??= table()
  const bytes = []
  for (const character of text) {
    const code = character < '\x80' ? character.charCodeAt(0) : codes.get(character)
    if (code === undefined) return undefined
    if (code > 0xff) bytes.push(code >> 8)
    bytes.push(code & 0xff)
  }
  return Uint8Array.from(bytes)
}

/** Every character of two bytes with its code, from what the decoder makes of them. */
function table() {
  const known = new TextDecoder('gbk')
  const codes = new Map()
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail === 0x7f) continue
      const character = known.decode(Uint8Array.of(lead, trail))
      if ([...character].length === 1 && character !== '\ufffd' && !codes.has(character)) {
        codes.set(character, (lead << 8) | trail)
      }
    }
  }
  return codes
}
