// Everything the gateways must not forget, in SQLite. Calls are synchronous, so a gateway acts within one transaction:
// an order, its ledger entries and the notification that tells of it are all written, or none is.

import Database from 'libsql'

const SCHEMA = `
create table if not exists meta (name text primary key, value text not null);
create table if not exists orders (
  gateway text not null, id text not null, kind text not null, merchant_no text, status text not null,
  created_at integer not null, expires_at integer, paid_at integer, updated_at integer not null, data text not null,
  primary key (gateway, id), unique (gateway, kind, merchant_no)
);
create index if not exists orders_due on orders (status, expires_at);
create table if not exists ledger (
  seq integer primary key, at integer not null, gateway text not null, order_id text not null, entry text not null,
  account text not null, currency text not null, amount text not null, unique (gateway, order_id, entry, account, currency)
);
create table if not exists balances (
  gateway text not null, account text not null, currency text not null, amount text not null,
  primary key (gateway, account, currency)
);
create table if not exists tokens (
  gateway text not null, kind text not null, token text not null, expires_at integer not null, data text not null,
  primary key (gateway, kind, token)
);
create table if not exists notifications (
  id integer primary key, gateway text not null, order_id text not null, event text not null, state text not null,
  attempts integer not null, next_at integer, created_at integer not null, data text not null
);
create index if not exists notifications_due on notifications (state, next_at);
create table if not exists deliveries (
  id integer primary key, notification_id integer not null, at integer not null, url text not null, fault text,
  headers text not null, body text not null, canonical text, status integer, answer text, acknowledged integer not null, error text, ms integer
);
create table if not exists arrivals (
  id integer primary key, at integer not null, gateway text not null, call text not null, method text not null, path text not null,
  headers text not null, body text not null, verified integer, canonical text, why text, order_id text, merchant_no text,
  acted text not null, fault text, status integer, answer text, ms integer
);
create index if not exists arrivals_by_number on arrivals (gateway, merchant_no);
create index if not exists deliveries_by_notification on deliveries (notification_id);
`

const TABLES = ['orders', 'ledger', 'balances', 'tokens', 'notifications', 'deliveries', 'arrivals', 'meta']

export function openStore(path) {
  const db = new Database(path)
  // WAL with synchronous=NORMAL survives the end of the process at any moment; only a power cut can lose the last writes.
  if (path !== ':memory:') db.pragma('journal_mode = WAL')
  db.pragma('synchronous = NORMAL')
  db.exec(SCHEMA)

  const statements = new Map()
  const statement = (sql) => {
    if (!statements.has(sql)) statements.set(sql, db.prepare(sql))
    return statements.get(sql)
  }

  const store = {
    run: (sql, ...values) => statement(sql).run(...values),
    all: (sql, ...values) => statement(sql).all(...values),
    get(sql, ...values) {
      const row = statement(sql).get(...values)
      if (row) delete row._metadata // the driver's own note of how long it took
      return row
    },
    insert(table, row) {
      const names = Object.keys(row)
      const sql = `insert into ${table} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`
      return Number(store.run(sql, ...Object.values(row)).lastInsertRowid)
    },
    update(table, row, key) {
      const set = (part, glue) =>
        Object.keys(part)
          .map((name) => `${name} = ?`)
          .join(glue)
      store.run(
        `update ${table} set ${set(row, ', ')} where ${set(key, ' and ')}`,
        ...Object.values(row),
        ...Object.values(key),
      )
    },
    /** Rows of a table that match every given column; absent ones are no condition. Newest first unless told otherwise. */
    list(table, where, { limit = 100, order = 'rowid desc' } = {}) {
      const given = Object.entries(where).filter(([, value]) => value !== undefined && value !== null)
      const condition = given.map(([name]) => `${name} = ?`).join(' and ') || '1'
      return store.all(
        `select * from ${table} where ${condition} order by ${order} limit ?`,
        ...given.map(([, value]) => value),
        limit,
      )
    },
    transaction: (act) => (db.inTransaction ? act() : db.transaction(act)()),
    meta: {
      get: (name) => store.get('select value from meta where name = ?', name)?.value,
      set: (name, value) =>
        store.run(
          'insert into meta values (?, ?) on conflict (name) do update set value = excluded.value',
          name,
          String(value),
        ),
    },
    reset: () => store.transaction(() => TABLES.forEach((table) => store.run(`delete from ${table}`))),
    close: () => db.close(),
  }
  return store
}
