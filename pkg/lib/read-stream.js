/**
 * All bytes of a stream. One that gives more than `limit` is not read on, and `tooLong` makes the error; nor is one whose
 * `signal` is aborted.
 */
export async function readStream(stream, limit, tooLong, signal) {
  const reader = stream.getReader()
  const leave = () => void reader.cancel().catch(() => {})
  signal?.addEventListener('abort', leave)
  const chunks = []
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    length += value.length
    if (length > limit) {
      leave()
      throw tooLong()
    }
    chunks.push(value)
  }
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}
