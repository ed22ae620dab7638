import { createHmac } from 'node:crypto'

/** RFC 6238 with the parameters every authenticator uses: SHA-1, 30 seconds, 6 digits. */
export function totp(secret, ms) {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(ms / 30_000)))
  const digest = createHmac('sha1', secret).update(counter).digest()
  const at = digest[19] & 15
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}
