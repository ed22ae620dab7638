// The life of an order and the money it moves, the same for every gateway. A gateway adds data: the words it uses for
// each state, the moves it knows, which move is announced to the merchant, which ledger entries a move makes.

import { fromUnits, toUnits } from './amount.js'

/** A move that the order's state, its time or somebody's balance does not allow. */
export class MoveError extends Error {
  constructor(code, message) {
    super(message)
    this.code = code // 'state' | 'expired' | 'balance'
  }
}

/** Moves every gateway has; a gateway's own `moves` join them. */
const MOVES = {
  pay: { kind: 'payment', from: ['created'], to: 'paid' },
  expire: { from: ['created'], to: 'expired' },
  close: { from: ['created'], to: 'closed' },
  fail: { from: ['created'], to: 'failed' },
}

const fromRow = (row) =>
  row && {
    gateway: row.gateway,
    id: row.id,
    kind: row.kind,
    merchantNo: row.merchant_no,
    status: row.status,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    paidAt: row.paid_at,
    updatedAt: row.updated_at,
    data: JSON.parse(row.data),
  }

export function openOrders({ store, now, gateways, notify, events }) {
  const orders = {
    create(
      gateway,
      { id, kind = 'payment', merchantNo = null, status = 'created', at = now(), expiresAt = null, data },
    ) {
      store.insert('orders', {
        gateway: gateway.name,
        id,
        kind,
        merchant_no: merchantNo,
        status,
        created_at: at,
        expires_at: expiresAt,
        updated_at: at,
        data: JSON.stringify(data),
      })
      const order = orders.get(gateway, id)
      events.emit('order', { order, action: 'create' })
      return order
    },

    get: (gateway, id) => fromRow(store.get('select * from orders where gateway = ? and id = ?', gateway.name, id)),

    byNumber: (gateway, kind, merchantNo) =>
      fromRow(
        store.get(
          'select * from orders where gateway = ? and kind = ? and merchant_no = ?',
          gateway.name,
          kind,
          merchantNo,
        ),
      ),

    list: ({ gateway, kind, status, merchantNo, limit }) =>
      store.list('orders', { gateway, kind, status, merchant_no: merchantNo }, { limit }).map(fromRow),

    save(order) {
      store.update(
        'orders',
        { data: JSON.stringify(order.data), updated_at: now() },
        { gateway: order.gateway, id: order.id },
      )
      return orders.get({ name: order.gateway }, order.id)
    },

    moves: (gateway) => ({ ...MOVES, ...gateway.moves }),

    /** Moves an order, books the money, queues the notification; throws MoveError and changes nothing if it may not. */
    move(gateway, order, action) {
      return store.transaction(() => {
        const move = orders.moves(gateway)[action]
        // Whoever holds an order holds yesterday's state of it.
        order = orders.get(gateway, order.id)
        if (action === 'pay' && order.status === 'expired') throw new MoveError('expired', 'the order has expired')
        if (!move?.from.includes(order.status))
          throw new MoveError('state', `an order that is ${order.status} cannot ${action}`)
        const at = now()
        for (const entry of gateway.entries?.(order, action) ?? [])
          orders.book(gateway, order.id, entry.entry ?? action, entry)
        store.update(
          'orders',
          { status: move.to, updated_at: at, ...(action === 'pay' && { paid_at: at }) },
          { gateway: order.gateway, id: order.id },
        )
        const moved = orders.get(gateway, order.id)
        events.emit('order', { order: moved, action })
        const event = gateway.notification?.on(moved, action)
        if (event) notify(gateway, moved, event)
        return moved
      })
    },

    /** Unpaid orders whose time is over expire, whoever looks first. */
    expireDue() {
      for (const row of store.all(`select * from orders where status = 'created' and expires_at <= ?`, now())) {
        orders.move(gateways.get(row.gateway), fromRow(row), 'expire')
      }
    },

    balance(gateway, account, currency) {
      const row = store.get(
        'select amount from balances where gateway = ? and account = ? and currency = ?',
        gateway.name,
        account,
        currency,
      )
      return row?.amount ?? gateway.opening?.(account, currency) ?? '0'
    },

    setBalance: (gateway, account, currency, amount) =>
      store.run(
        'insert into balances values (?, ?, ?, ?) on conflict (gateway, account, currency) do update set amount = excluded.amount',
        gateway.name,
        account,
        currency,
        amount,
      ),

    /** One line of the append-only ledger. Its key is unique: booking the same thing twice fails, and with it the move. */
    book(gateway, orderId, entry, { account, currency, amount }) {
      const before = toUnits(orders.balance(gateway, account, currency))
      const change = amount.startsWith('-') ? -toUnits(amount.slice(1)) : toUnits(amount)
      if (before + change < 0n) throw new MoveError('balance', `the balance of ${account} in ${currency} is too low`)
      store.insert('ledger', { at: now(), gateway: gateway.name, order_id: orderId, entry, account, currency, amount })
      orders.setBalance(gateway, account, currency, fromUnits(before + change))
    },

    ledger: ({ gateway, orderId, account, limit = 1000 }) =>
      store
        .list('ledger', { gateway, order_id: orderId, account }, { limit, order: 'seq desc' })
        .map(({ seq, at, gateway, order_id, entry, account, currency, amount }) => ({
          seq,
          at,
          gateway,
          orderId: order_id,
          entry,
          account,
          currency,
          amount,
        })),
  }
  return orders
}
