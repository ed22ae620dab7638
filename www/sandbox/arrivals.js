// Each request that reached a gateway, whatever became of it: what tests count and people look through.

const KEPT_HEADERS = ['content-type', 'user-agent', 'appid', 'ts', 'sign', 'x-access-key', 'accept']
const HIDDEN = '***'

/** The application secret travels in some calls; it is not to be found in a list that people look at. */
const hideSecrets = (text) =>
  text.replace(/("secret"\s*:\s*")[^"]*|(\bsecret=)[^&,]*/g, (_, json, form) => (json ?? form) + HIDDEN)

const fromRow = (row) => ({
  id: row.id,
  at: row.at,
  gateway: row.gateway,
  call: row.call,
  method: row.method,
  path: row.path,
  headers: JSON.parse(row.headers),
  body: row.body,
  verified: row.verified === null ? null : Boolean(row.verified),
  canonical: row.canonical,
  why: row.why,
  orderId: row.order_id,
  merchantNo: row.merchant_no,
  acted: row.acted,
  fault: row.fault,
  status: row.status,
  answer: row.answer,
  ms: row.ms,
})

export function openArrivals({ store, now, events, keep }) {
  return {
    open({ gateway, call, method, path, headers, body }) {
      const kept = Object.fromEntries(KEPT_HEADERS.filter((name) => headers[name]).map((name) => [name, headers[name]]))
      if (headers.appkey) kept.appkey = HIDDEN
      if (headers.cookie) kept.cookie = HIDDEN
      const id = store.insert('arrivals', {
        at: now(),
        gateway: gateway.name,
        call: call.name,
        method,
        path: hideSecrets(path),
        headers: JSON.stringify(kept),
        body: hideSecrets(body),
        acted: 'no',
      })
      if (id % 1000 === 0) store.run('delete from arrivals where id <= ?', id - keep)
      return id
    },
    close(request, { acted, fault, status, answer, ms }) {
      store.update(
        'arrivals',
        {
          verified: request.verified === undefined ? null : Number(request.verified),
          canonical: request.canonical === undefined ? null : hideSecrets(request.canonical),
          why: request.why ?? null,
          order_id: request.orderId ?? null,
          merchant_no: request.merchantNo ?? null,
          acted,
          fault,
          status,
          answer,
          ms,
        },
        { id: request.arrivalId },
      )
      if (events.listenerCount('arrival'))
        events.emit('arrival', fromRow(store.get('select * from arrivals where id = ?', request.arrivalId)))
    },
    list: ({ gateway, call, merchantNo, orderId, acted, limit }) =>
      store
        .list('arrivals', { gateway, call, merchant_no: merchantNo, order_id: orderId, acted }, { limit })
        .map(fromRow),
    count: ({ gateway, call, merchantNo, orderId, acted }) => {
      const where = Object.entries({ gateway, call, merchant_no: merchantNo, order_id: orderId, acted }).filter(
        ([, value]) => value != null,
      )
      const condition = where.map(([name]) => `${name} = ?`).join(' and ') || '1'
      return store.get(`select count(*) as total from arrivals where ${condition}`, ...where.map(([, value]) => value))
        .total
    },
    clear: () => store.run('delete from arrivals').changes,
  }
}
