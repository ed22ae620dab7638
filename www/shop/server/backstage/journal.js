/** What crossed between browser, shop and gateway, order by order. On disk, so that a reload or a restart loses nothing. */

import { EventEmitter } from 'node:events'
import Database from 'libsql'

export function openJournal(file) {
  const db = new Database(file)
  if (file !== ':memory:') db.pragma('journal_mode = WAL')
  db.pragma('synchronous = NORMAL')
  db.exec(`
    create table if not exists messages (
      id integer primary key, version integer not null, order_no text not null, message text not null
    );
    create index if not exists messages_by_order on messages (order_no, version);
  `)
  const events = new EventEmitter().setMaxListeners(0)
  let { version } = db.prepare('select coalesce(max(version), 0) as version from messages').get()

  function save(message) {
    version += 1
    message.version = version
    db.prepare('insert or replace into messages values (?, ?, ?, ?)').run(
      message.id ?? null,
      version,
      message.order,
      JSON.stringify(message),
    )
    if (message.id === undefined) message.id = Number(db.prepare('select last_insert_rowid() as id').get().id)
    events.emit('message', message)
    return message
  }

  return {
    events,
    add: (message) => save({ at: Date.now(), ...message }),
    change: (message, more) => save(Object.assign(message, more)),
    /** Those that are new or have changed since that version. */
    of: (order, after = 0) =>
      db
        .prepare('select id, version, message from messages where order_no = ? and version > ? order by id')
        .all(order, after)
        .map(({ id, version, message }) => ({ ...JSON.parse(message), id, version })),
    close: () => db.close(),
  }
}
