// The databases: what differs between them, the clients that sqlReplay takes, those that it cannot take, and what their
// errors mean.
import { PayError } from './error.js'
import { reasonOf, said } from './reason.js'
import { hasProperty, properties, property } from './value.js'

// Only the database's own clock is asked: those of many machines never agree.
const ON_CONFLICT = `INSERT INTO {table} AS held (id, owner, expires) VALUES ({1}, {2}, {now} + {3})
  ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, expires = excluded.expires WHERE held.expires <= {now}
  {returning}`
const postgres = {
  now: 'CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)',
  name: 'VARCHAR(255)',
  place: (n) => `$${n}`,
  claim: [[ON_CONFLICT, 'id', 'owner', 'ms']],
  returning: 'RETURNING id',
}
const sqlite = {
  ...postgres,
  now: "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)",
  place: () => '?',
}
// MySQL's way to insert or update does not tell reliably which of the two it did. Each of these claims alone, and tells.
const mysql = {
  now: 'CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)',
  name: 'VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin', // the usual collations take order-a for ORDER-A
  place: () => '?',
  claim: [
    ['INSERT IGNORE INTO {table} (id, owner, expires) VALUES ({1}, {2}, {now} + {3})', 'id', 'owner', 'ms'],
    ['UPDATE {table} SET owner = {1}, expires = {now} + {2} WHERE id = {3} AND expires <= {now}', 'owner', 'ms', 'id'],
  ],
  returning: '',
}
const dialects = {
  __proto__: null,
  ...{ postgres, postgresql: postgres, pg: postgres },
  ...{ sqlite, sqlite3: sqlite, 'better-sqlite3': sqlite },
  ...{ mysql, mysql2: mysql, mariadb: mysql },
}

const config = (message) => new PayError('config', `sqlReplay: ${message}`)

/** What a library with many databases calls the one that it is for. */
function dialectOf(name, library) {
  if (dialects[name]) return dialects[name]
  throw config(`${library} is for ${name} here; only PostgreSQL, SQLite, MySQL and MariaDB are known. ${byHand}`)
}

const byHand = 'Write `seen` yourself, as the guide on notifications shows for other stores'
const outside = 'others must see a claim at once'
const isObject = (it) => (typeof it === 'object' && it !== null) || typeof it === 'function'
const can = (it, ...names) => isObject(it) && names.every((name) => typeof property(it, name) === 'function')
/** Data of a client, which nothing on Object.prototype stands in for. */
const has = (it, name) => isObject(property(it, name))

/** The number of rows in an answer, however it is wrapped. */
function rows(answer) {
  const found = property(answer, 'rows') ?? property(answer, 'results') ?? answer
  if (Array.isArray(found)) return found.length
  throw config('the client gave no rows; pass one that answers with a promise of them')
}

/** The same for clients of MySQL: a header tells how many rows were changed, alone or before descriptions of columns. */
function changes(answer) {
  const [first] = Array.isArray(answer) ? answer : [answer]
  return property(first, 'affectedRows') ?? rows(Array.isArray(first) ? first : answer)
}

/**
 * In the order in which they are asked whether a client is theirs. `open` gives its dialect and
 * `send(statement, values, wants)`: the number of rows found or changed, where `wants` is 'rows' or 'changes', and
 * whatever where it is 'nothing'. No client may send in a transaction of somebody else's.
 */
const CLIENTS = [
  {
    name: 'Drizzle',
    fits: (db) => can(db, 'select', 'insert') && has(db, '$client'),
    open: (db) => sqlClient(db.$client),
  },
  {
    name: 'Prisma',
    fits: (prisma) => can(prisma, '$queryRawUnsafe', '$executeRawUnsafe', '$connect'),
    open(prisma) {
      const dialect = dialectOf(prisma._activeProvider, 'Prisma')
      const counts = (wants) => wants === 'nothing' || (wants === 'changes' && dialect === mysql)
      const send = async (statement, values, wants) =>
        counts(wants)
          ? prisma.$executeRawUnsafe(statement, ...values)
          : rows(await prisma.$queryRawUnsafe(statement, ...values))
      return { dialect, send }
    },
  },
  {
    name: 'TypeORM',
    fits: (source) => can(source, 'query', 'createQueryRunner', 'initialize'),
    open(source) {
      const dialect = dialectOf(source.options?.type, 'TypeORM')
      const send = async (statement, values, wants) => {
        const answer = await source.query(statement, values)
        return wants === 'nothing' ? undefined : changes(answer)
      }
      return { dialect, send }
    },
  },
  {
    name: 'Sequelize',
    fits: (sequelize) => can(sequelize, 'query', 'getDialect', 'define'),
    open(sequelize) {
      const types = { rows: 'SELECT', changes: 'BULKUPDATE', nothing: 'RAW' }
      const send = async (statement, bind, wants) => {
        const answer = await sequelize.query(statement, { bind, type: types[wants], transaction: null })
        return wants === 'rows' ? rows(answer) : answer
      }
      const dialect = dialectOf(sequelize.getDialect(), 'Sequelize')
      return { dialect: { ...dialect, place: postgres.place, returning: '' }, send }
    },
  },
  {
    name: 'Knex',
    fits: (knex) => can(knex, 'raw', 'transaction') && has(knex, 'client'),
    open(knex) {
      const dialect = dialectOf(knex.client.driverName, 'Knex')
      const send = async (statement, values, wants) => {
        const answer = await knex.raw(statement, values)
        return wants === 'nothing' ? undefined : changes(answer)
      }
      return { dialect: { ...dialect, place: sqlite.place }, send }
    },
  },
  {
    name: 'Kysely',
    fits: (db) => can(db, 'executeQuery', 'getExecutor', 'selectFrom'),
    open(db) {
      const adapter = properties(db.getExecutor().adapter, [
        'supportsOutput',
        'supportsReturning',
        'supportsTransactionalDdl',
      ])
      if (adapter.supportsOutput) throw config(`Kysely is for SQL Server here. ${byHand}`)
      const withReturning = adapter.supportsTransactionalDdl ? postgres : sqlite
      const send = async (sql, parameters) => {
        const query = { kind: 'RawNode', sqlFragments: [sql], parameters: [] }
        const answer = await db.executeQuery({ sql, parameters, query, queryId: { queryId: 'paysign' } })
        return rows(answer) || Number(property(answer, 'numAffectedRows') ?? 0)
      }
      return { dialect: adapter.supportsReturning ? withReturning : mysql, send }
    },
  },
  {
    name: 'D1',
    fits: (db) => can(db, 'prepare', 'batch'),
    open: (db) => ({
      dialect: sqlite,
      send: async (statement, values) =>
        rows(
          await db
            .prepare(statement)
            .bind(...values)
            .all(),
        ),
    }),
  },
  {
    name: 'ctx.storage of a Durable Object',
    fits: (storage) => can(storage, 'transactionSync') && can(storage.sql, 'exec'),
    open: (storage) => sqlClient(storage.sql),
  },
  {
    name: 'ctx.storage.sql of a Durable Object',
    fits: (sql) => can(sql, 'exec') && hasProperty(sql, 'databaseSize'), // its getter throws where there is no SQLite,
    open: (sql) => ({
      dialect: sqlite,
      send: async (statement, values) => rows(sql.exec(statement, ...values).toArray()),
    }),
  },
  {
    name: 'sqlite', // has all that sqlite3 has, and answers with promises
    fits: (db) => can(db, 'all', 'run', 'getDatabaseInstance'),
    open: (db) => ({ dialect: sqlite, send: async (statement, values) => rows(await db.all(statement, values)) }),
  },
  {
    name: 'sqlite3',
    fits: (db) => can(db, 'all', 'serialize', 'parallelize'),
    open: (db) => ({
      dialect: sqlite,
      send: (statement, values) =>
        new Promise((resolve, reject) =>
          db.all(statement, values, (error, found) => (error ? reject(error) : resolve(rows(found)))),
        ),
    }),
  },
  {
    name: 'mysql2, mariadb',
    fits: (pool) => can(pool, 'execute', 'query'),
    open(pool) {
      const client = can(pool, 'promise') ? pool.promise() : pool
      return { dialect: mysql, send: async (statement, values) => changes(await client.execute(statement, values)) }
    },
  },
  {
    name: 'better-sqlite3, libsql, node:sqlite, bun:sqlite',
    fits: (db) => can(db, 'prepare'),
    open: (db) => ({
      dialect: sqlite,
      async send(statement, values, wants) {
        const prepared = await db.prepare(statement)
        if (!can(prepared, 'all', 'run')) throw config(`the client's statements have no \`all\` and \`run\`. ${byHand}`)
        return wants === 'nothing' ? void (await prepared.run(...values)) : rows(await prepared.all(...values))
      },
    }),
  },
  {
    name: '@libsql/client',
    fits: (client) => can(client, 'execute', 'batch'),
    open: (client) => ({
      dialect: sqlite,
      send: async (sql, args) => rows(await client.execute({ sql, args })),
    }),
  },
  {
    name: 'postgres, Bun.sql',
    fits: (sql) => can(sql, 'unsafe', 'begin'),
    open: (sql) => ({
      dialect: dialectOf(property(sql.options, 'adapter') ?? 'postgres', 'Bun.sql'),
      async send(statement, values) {
        const answer = await sql.unsafe(statement, values)
        return property(answer, 'length') || (property(answer, 'affectedRows') ?? 0)
      },
    }),
  },
  {
    name: 'pg, PGlite, pg-promise, @neondatabase/serverless',
    fits: (client) => can(client, 'query'),
    open: (client) => ({
      dialect: postgres,
      async send(statement, values, wants) {
        const answer = await client.query(statement, values)
        return wants === 'nothing' ? undefined : rows(answer)
      },
    }),
  },
]

/** What people pass instead, and the way out. Asked first, because some of it resembles a client. */
const STRANGERS = [
  {
    what: 'an address, not a client',
    fits: (it) => typeof it === 'string' || it instanceof URL,
    instead: 'Make a client with it, as new pg.Pool({ connectionString })',
  },
  {
    what: 'a promise',
    fits: (it) => can(it, 'then') && !can(it, 'raw'),
    instead: 'Was `await` forgotten? (漏了 await)',
  },
  {
    what: 'a part of TypeORM that may be in a transaction',
    fits: (it) =>
      can(it, 'query') &&
      !can(it, 'initialize') &&
      (has(it, 'manager') || ['connection', 'dataSource'].some((name) => has(property(it, name), 'options'))),
    instead: `Pass the DataSource: ${outside}`,
  },
  {
    what: 'a database of Drizzle without its client (`$client`), or a transaction of one',
    fits: (it) => can(it, 'select', 'insert', 'transaction') && !has(it, '$client') && has(it, 'dialect'),
    instead: `Pass the client that drizzle() was given: ${outside}`,
  },
  {
    what: 'a transaction of Prisma',
    fits: (it) => can(it, '$queryRawUnsafe') && !can(it, '$connect'),
    instead: `Pass the PrismaClient: ${outside}`,
  },
  {
    what: 'a transaction of Knex',
    fits: (it) => can(it, 'raw') && property(it, 'isTransaction') === true,
    instead: `Pass what knex() gave: ${outside}`,
  },
  {
    what: 'a transaction of Kysely',
    fits: (it) => can(it, 'executeQuery') && property(it, 'isTransaction') === true,
    instead: `Pass the Kysely: ${outside}`,
  },
  {
    what: 'Workers KV, where two places at once both find a key free',
    fits: (it) => can(it, 'getWithMetadata'),
    instead: 'Take D1 or a Durable Object',
  },
  { what: 'a namespace of Durable Objects', fits: (it) => can(it, 'idFromName'), instead: byHand },
  { what: 'Deno KV', fits: (it) => can(it, 'atomic', 'getMany'), instead: byHand },
  {
    what: 'MongoDB',
    fits: (it) =>
      can(it, 'startSession') || can(it, 'insertOne', 'findOneAndUpdate') || can(it, 'collection', 'command'),
    instead: byHand,
  },
  { what: 'SQL Server (mssql)', fits: (it) => can(it, 'request', 'query'), instead: byHand },
  {
    what: 'the package mysql, which answers by callbacks only',
    fits: (it) => can(it, 'query', 'escapeId') && !can(it, 'execute'),
    instead: 'Take mysql2',
  },
  {
    what: 'a client of Redis',
    fits: (it) => can(it, 'sendCommand') || can(it, 'defineCommand') || (can(it, 'set', 'eval') && !can(it, 'query')),
    instead: 'redisReplay takes it',
  },
]

/** `send(statement, values, wants)` and the dialect, for whatever sqlReplay is given. */
export function sqlClient(client) {
  const stranger = STRANGERS.find(({ fits }) => fits(client))
  if (stranger) throw config(`this is ${stranger.what}. ${stranger.instead}`)
  const known = CLIENTS.find(({ fits }) => fits(client))
  if (known) return known.open(client)
  const names = CLIENTS.map(({ name }) => name).reverse() // the commonest first
  throw config(`this is ${nameOf(client)}; it takes a client of ${names.join(', ')}. For another store: ${byHand}`)
}

function nameOf(it) {
  if (it === undefined || it === null) return `${it} (was it made? is it exported?)`
  if (typeof it !== 'object') return `a ${typeof it}`
  const { constructor } = it
  return typeof constructor === 'function' && constructor !== Object
    ? `an object of class ${constructor.name}`
    : 'an object'
}

// What the first cause of an error means; asked in this order.
const FAILURES = [
  {
    what: 'the database cannot be reached',
    kind: 'network',
    says: /\b(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|EPIPE|ENOENT|CONNECT_TIMEOUT|PROTOCOL_CONNECTION_LOST|0800[01346]|57P0[1-3]|P100[12]|DatabaseNotReachable)\b/,
  },
  {
    what: 'the database has too many connections',
    kind: 'network',
    says: /\b(53300|ER_CON_COUNT_ERROR|ER_TOO_MANY_USER_CONNECTIONS|P2037|TooManyConnections)\b/,
  },
  {
    what: 'the database does not let this user in (密码或用户名错误)',
    kind: 'config',
    says: /\b(28\w{3}|ER_ACCESS_DENIED_ERROR|ER_ACCESS_DENIED_NO_PASSWORD_ERROR|P1000|AuthenticationFailed|DatabaseAccessDenied)\b|password must be a string/,
  },
  {
    what: 'there is no such database',
    kind: 'config',
    says: /\b(3D000|ER_BAD_DB_ERROR|P1003|DatabaseDoesNotExist)\b|unable to open database/,
  },
  {
    what: 'the client is not open: it was closed, or never opened (客户端已关闭)',
    kind: 'config',
    says: /after calling end|not queryable|not open\b|(is|was|be) closed|closed (state|database)|connection closed|already closed|_ENDED\b|been destroyed|manager was closed|not yet established|not connected|CLIENT_CLOSED|Unable to acquire a connection/i,
  },
  {
    what: 'the object has no SQLite',
    kind: 'config',
    says: /SQL is not enabled/,
  },
  {
    what: 'the database is read-only; pass the client of the primary',
    kind: 'config',
    says: /\b(25006|ER_OPTION_PREVENTS_STATEMENT|SQLITE_READONLY\w*)\b|readonly database/,
  },
]
const noTable =
  /\b(42P01|ER_NO_SUCH_TABLE|P2021|TableDoesNotExist)\b|no such table|relation .* does not exist|Table .* doesn't exist/
const notAllowed =
  /\b(42501|ER_TABLEACCESS_DENIED_ERROR|ER_DBACCESS_DENIED_ERROR|P1010)\b|permission denied|command denied|not authorized/

/**
 * What is to be told where a statement failed: the first cause, and a remedy where it is sure to be one. `refused` is the
 * error of the statement that makes the table, if it failed.
 */
export function sqlFailure(error, refused, { table, ddl }) {
  if (error instanceof PayError) return error
  const reason = said(reasonOf(error))
  if (noTable.test(reason) && refused !== undefined) {
    const why = said(reasonOf(refused))
    const message = `sqlReplay: the table ${table} is not there and could not be made: ${why}; run this once: ${ddl}`
    return new PayError('config', message, { cause: refused })
  }
  if (notAllowed.test(reason)) {
    const grant = `GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} to it`
    const make = refused === undefined ? '' : `, and if the table is not there, run this once: ${ddl}`
    const message = `sqlReplay: the database's user may not use the table: ${reason}; ${grant}${make}`
    return new PayError('config', message, { cause: error })
  }
  const { what, kind } = FAILURES.find(({ says }) => says.test(reason)) ?? {
    what: 'the database failed',
    kind: 'network',
  }
  return new PayError(kind, `sqlReplay: ${what}: ${reason}`, { cause: error })
}
