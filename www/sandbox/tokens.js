import { randomHex } from './identifiers.js'

/** Codes, access tokens, refresh tokens, sessions: opaque texts that mean something until they expire. */
export function openTokens({ store, now }) {
  return {
    issue(gateway, kind, ttlSeconds, data, token = randomHex(32)) {
      store.insert('tokens', {
        gateway: gateway.name,
        kind,
        token,
        expires_at: now() + ttlSeconds * 1000,
        data: JSON.stringify(data),
      })
      return token
    },
    read(gateway, kind, token) {
      const row = store.get(
        'select * from tokens where gateway = ? and kind = ? and token = ?',
        gateway.name,
        kind,
        token ?? '',
      )
      return row && row.expires_at > now() ? JSON.parse(row.data) : undefined
    },
    /** Reads a token that is good once, and ends it. */
    take(gateway, kind, token) {
      const data = this.read(gateway, kind, token)
      store.run('delete from tokens where gateway = ? and kind = ? and token = ?', gateway.name, kind, token ?? '')
      return data
    },
    update: (gateway, kind, token, data) =>
      store.update('tokens', { data: JSON.stringify(data) }, { gateway: gateway.name, kind, token }),
    revoke: (gateway, kind) =>
      store.run('delete from tokens where gateway = ? and kind = ?', gateway.name, kind).changes,
  }
}
