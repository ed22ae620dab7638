// Bodies that were compressed on the way. The bytes decide what they are; the header only says what to try first.
import { PayError } from './error.js'
import { readStream } from './read-stream.js'

// What a name of Content-Encoding may mean. Old servers send `deflate` without the two bytes that the standard asks for.
const FORMATS = new Map([
  ['gzip', ['gzip']],
  ['x-gzip', ['gzip']],
  ['deflate', ['deflate', 'deflate-raw']],
  ['br', ['brotli']],
])
const layers = 4 // what unpacks to itself has no end

let platformUnpacker = () => undefined
/** For formats that the runtime's DecompressionStream does not know: `unpacker(format)` gives the like of one. */
export function usePlatformUnpacker(unpacker) {
  platformUnpacker = unpacker
}

/**
 * A body without its compression, and a remark for each header that is at odds with the bytes. `limit` holds for what
 * comes out, so a bomb is cut off; `tooLong` makes its error.
 */
export async function unpack(body, encodings, limit, tooLong) {
  const remarks = []
  const asked = (encodings ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
  const names = asked.filter((name) => name && name !== 'identity').reverse()
  let bytes = body
  for (const name of names.slice(0, layers)) {
    const label = `the header content-encoding says "${shown(name)}"`
    if (isText(bytes)) {
      if (bytes.length > 0) remarks.push(`${label}, but the body is not compressed: it was read as it came`)
      break
    }
    const meant = FORMATS.get(name) ?? []
    const found = await tried([...meant, ...formatsOf(bytes)], bytes, limit, tooLong)
    if (!found) throw unreadable(label, meant)
    if (!meant.includes(found.format))
      remarks.push(`${label}, but the body was ${found.format}: it was unpacked as that`)
    bytes = found.bytes
  }
  for (let n = 0; n < layers && !isText(bytes); n++) {
    const found = await tried(formatsOf(bytes), bytes, limit, tooLong)
    if (!found) break // whoever reads the body says what it is
    remarks.push(`no header says so, but the body was ${found.format}: it was unpacked as that`)
    bytes = found.bytes
  }
  return { bytes, remarks }
}

function unreadable(label, meant) {
  const known = 'gzip, deflate and br are known'
  const missing = meant.find((format) => !unpackerOf(format))
  const why = !meant.length
    ? `which is not unpacked here (${known})`
    : missing
      ? `which this runtime cannot unpack; let the proxy in front remove it, or send gzip`
      : 'but the body cannot be unpacked as that: it is broken, cut off, or holds nothing'
  return new PayError('body', `${label}, ${why} (无法解压请求体)`)
}

/** What the first of the formats that fits makes of the bytes. */
async function tried(formats, bytes, limit, tooLong) {
  for (const format of formats) {
    const unpacker = unpackerOf(format)
    if (!unpacker) continue
    try {
      const unpacked = await readStream(new Blob([bytes]).stream().pipeThrough(unpacker), limit, tooLong)
      // Deno takes some that are cut off for the beginning of nothing.
      if (unpacked.length > 0) return { format, bytes: unpacked }
    } catch (error) {
      if (error instanceof PayError) throw error
    }
  }
}

function unpackerOf(format) {
  try {
    return new DecompressionStream(format)
  } catch {
    return platformUnpacker(format)
  }
}

/** By their first bytes: RFC 1952 §2.3.1, RFC 1950 §2.2. The other formats have no mark. */
function formatsOf([first, second, third]) {
  if (first === 0x1f && second === 0x8b && third === 8) return ['gzip']
  return (first & 0x8f) === 8 && (first * 256 + second) % 31 === 0 ? ['deflate'] : []
}

/** Whether bytes can be read as they are: UTF-8 without control characters, which nothing compressed is. */
export function isText(bytes) {
  const text = utf8(bytes)
  return text !== undefined && !/[\0-\x08\x0b\x0c\x0e-\x1f]/.test(text)
}

/** The text of bytes; `undefined` where they are not UTF-8. */
export function utf8(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function shown(name) {
  return name.replace(/[^!-~]+/g, ' ').slice(0, 40)
}
