/**
 * Orders, payments and the ledger, in SQLite. An order is what somebody wants; a payment is one try to pay it, with a
 * number of its own at one gateway, so that a try whose outcome is unknown never stands in the way of the next one.
 * The ledger is only ever added to, by the database's own rule.
 */

import { randomInt } from 'node:crypto'
import Database from 'libsql'

const SCHEMA = `
create table if not exists orders (
  no text primary key, visitor text not null, key text not null, quantity integer not null, language text not null,
  status text not null check (status in ('open', 'paid', 'closed')), created_at integer not null,
  closes_at integer not null, paid_at integer, voucher text, unique (visitor, key)
);
create table if not exists payments (
  no text primary key, order_no text not null references orders, method text not null, gateway text not null,
  channel text, platform text, currency text not null, amount text not null,
  status text not null check (status in ('new', 'open', 'lost', 'paid', 'closed', 'refused')),
  gateway_no text, pay_body text, trouble text, created_at integer not null, expires_at integer,
  looks integer not null default 0, next_look integer
);
create index if not exists payments_by_order on payments (order_no);
create index if not exists payments_to_look_at on payments (status, next_look);
create table if not exists ledger (
  seq integer primary key, at integer not null, order_no text not null, payment_no text not null default '',
  entry text not null, amount text not null default '', currency text not null default '', detail text not null default '',
  unique (order_no, payment_no, entry, amount)
);
create trigger if not exists ledger_keeps before update on ledger
  begin select raise(abort, 'the ledger is append-only'); end;
create trigger if not exists ledger_stays before delete on ledger
  begin select raise(abort, 'the ledger is append-only'); end;
create table if not exists wallets (
  visitor text primary key, openid text not null, access_token text not null, ends_at integer not null
);
create table if not exists authorizations (
  state text primary key, visitor text not null, payment_no text not null, ends_at integer not null
);
`

/** Without the letters that people take for digits. */
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
export const randomCode = (length) => Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join('')

export function openOrders(file) {
  const db = new Database(file)
  if (file !== ':memory:') db.pragma('journal_mode = WAL')
  db.exec(SCHEMA)

  const one = (sql, ...values) => bare(db.prepare(sql).get(...values))
  const all = (sql, ...values) => db.prepare(sql).all(...values)
  const run = (sql, ...values) => db.prepare(sql).run(...values).changes
  const insert = (table, row) => {
    const names = Object.keys(row)
    const places = names.map(() => '?').join(', ')
    return run(`insert into ${table} (${names.join(', ')}) values (${places})`, ...Object.values(row))
  }
  const change = (table, no, row) => {
    const set = Object.keys(row).map((name) => `${name} = ?`)
    return run(`update ${table} set ${set.join(', ')} where no = ?`, ...Object.values(row), no)
  }

  return {
    /** For the package's replay guard, which has a table of its own. */
    db,
    transaction: (act) => (db.inTransaction ? act() : db.transaction(act)()),
    close: () => db.close(),

    addOrder(order) {
      const no = `S${randomCode(15)}`
      insert('orders', { no, status: 'open', ...order })
      return no
    },
    order: (no) => one('select * from orders where no = ?', no),
    orderByKey: (visitor, key) => one('select * from orders where visitor = ? and key = ?', visitor, key),
    ordersOf: (visitor) => all('select * from orders where visitor = ? order by created_at desc limit 20', visitor),
    openOrdersDue: (now) => all(`select * from orders where status = 'open' and closes_at <= ?`, now),
    changeOrder: (no, row) => change('orders', no, row),

    addPayment(payment) {
      const { total } = one('select count(*) as total from payments where order_no = ?', payment.order_no)
      const no = `${payment.order_no}P${total + 1}`
      insert('payments', { no, status: 'new', ...payment })
      return no
    },
    payment: (no) => one('select * from payments where no = ?', no),
    paymentByGatewayNo: (no) => one('select * from payments where gateway_no = ?', no),
    paymentsOf: (orderNo) => all('select * from payments where order_no = ? order by created_at, no', orderNo),
    paymentsToLookAt: (now) =>
      all(
        `select * from payments where status in ('open', 'lost') and next_look <= ? order by next_look limit 50`,
        now,
      ),
    changePayment: (no, row) => change('payments', no, row),

    /** One line of the ledger. False if it is there already: the same thing is never booked twice. */
    book(row) {
      try {
        insert('ledger', row)
        return true
      } catch (error) {
        if (error.code === 'SQLITE_CONSTRAINT_UNIQUE') return false
        throw error
      }
    },
    ledgerOf: (orderNo) => all('select * from ledger where order_no = ? order by seq', orderNo),

    wallet: (visitor, now) => one('select * from wallets where visitor = ? and ends_at > ?', visitor, now),
    keepWallet: (wallet) =>
      run('insert or replace into wallets values (?, ?, ?, ?)', wallet.visitor, wallet.openid, wallet.access_token, wallet.ends_at), // prettier-ignore
    forgetWallet: (visitor) => run('delete from wallets where visitor = ?', visitor),

    expectAuthorization: (row) => insert('authorizations', row),
    /** Works once, for the visitor that was sent away with it. */
    takeAuthorization(state, visitor, now) {
      const found = one('select * from authorizations where state = ?', state)
      run('delete from authorizations where state = ? or ends_at <= ?', state, now)
      return found?.visitor === visitor && found.ends_at > now ? found : undefined
    },
  }
}

/** The driver adds a note of how long it took. */
function bare(row) {
  if (row) delete row._metadata
  return row
}
