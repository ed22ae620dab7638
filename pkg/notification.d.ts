/**
 * Deduplicates notifications (webhooks): each is handled once, however many instances stand behind the address and however
 * often the gateway retries.
 *
 * {@link memoryReplay} serves one process, {@link redisReplay} and {@link sqlReplay} any number. For another store write
 * `seen`, and `release` if the store can delete. With `has` and `renew` it is as good as those of this package.
 *
 * Each answer of a guard is awaited for ten seconds. The time that it takes counts toward the half minute for which the
 * notification is claimed: a handler starts only while ten seconds of it are left.
 *
 * What no guard can do: when a process dies after your handler has ended and before that could be noted, the gateway's
 * next retry is handled again. So make your handler idempotent: `UPDATE … WHERE status <> 'paid'`, or a unique order
 * number.
 *
 * 通知去重（防止重复通知）：多个实例也只处理一次。处理函数本身要幂等。
 *
 * @example A store of your own
 * ```js
 * const replay = {
 *   seen: async (key, ttlSeconds) => !(await store.insertIfAbsent(key, ttlSeconds)),
 *   release: (key) => store.delete(key),
 * }
 * ```
 */
export interface ReplayGuard {
  /**
   * Claims the key for this long, in one atomic step, like Redis' `SET key value NX EX ttlSeconds`.
   *
   * @param key printable text, in which the gateway's name comes first; up to some hundred characters
   * @param ttlSeconds after this time the key must be free again; from one second to a week
   * @returns `true` if somebody holds the key, `false` if it was free and now is the caller's
   */
  seen(key: string, ttlSeconds: number): boolean | Promise<boolean>
  /**
   * Frees a key that `seen` claimed, before its time. Without it, a claim ends with its time: a notification whose
   * handler failed is handled half a minute later at the earliest, and retries within that time are told to come later.
   */
  release?(key: string): void | Promise<void>
  /**
   * Whether somebody holds the key; claims nothing. Without it, `seen` is called for a second and the key released,
   * and a repetition of what was handled is answered a second later.
   */
  has?(key: string): boolean | Promise<boolean>
  /**
   * Extends the caller's own claim to this long from now. Without it, a handler that runs for longer than half a minute
   * may be run a second time in parallel; with it, one that runs for longer than two.
   *
   * @returns `false` if the claim is not the caller's any more
   */
  renew?(key: string, ttlSeconds: number): boolean | Promise<boolean>
}

/** How notifications are handled: an option of each class that takes them. */
export interface NotificationOptions {
  /**
   * Deduplicates. Default: one {@link memoryReplay} for the whole process, shared by all clients without a guard of their
   * own, also by those that a route makes for each request. It is for one process only.
   */
  replay?: ReplayGuard
  /**
   * Is told of each notification that was not handled, and why: a `PayError`, or what your handler threw. Also of what
   * endangers the next one, like a guard that fails, and, with `remark: true`, of one that was handled although a header
   * contradicts its bytes. The sender is told none of it. Not reported: repetitions of what was handled, and retries that
   * came while another instance was handling it.
   *
   * Default: `console.error` with the error and the names of the fields, because silence would hide lost payments.
   */
  onFailure?(error: unknown, context: FailureContext): void | Promise<void>
}

/**
 * What was there when a notification failed: for your own logs. Nothing in it is verified, and the body holds the
 * signature and personal data.
 */
export interface FailureContext {
  /** As you passed it. Its body has been read. */
  request: Request
  /** The body, unpacked: a string where it is UTF-8, bytes otherwise, `undefined` where it could not be read. */
  body: string | Uint8Array | undefined
  /** Its fields, as `Verifier.explain` takes them; `undefined` where it has none that can be read. */
  fields: Readonly<Record<string, string | null>> | undefined
  /** The notification was handled and acknowledged all the same; the error is a `PayError` of kind `body`. */
  remark?: true
}

/**
 * What a handler returns. Nothing (`undefined`), `true`, and an object that reports no failure, such as the record that was
 * saved, acknowledge the notification.
 *
 * These count as failures, as if they had been thrown: `false`; an `Error`; a `Response` that is not `ok`; an object that says so
 * (`ok: false`, `success: false`, an `error`, a `status` or `code` of 400 to 599 or of the word "fail"), and a list with one
 * of these. Also what has not run yet: a generator, an Observable, a query that was not executed.
 *
 * What says neither counts as a failure, too: an acknowledged failure is a lost payment, while a success that is retried is
 * only handled again. So do `null`, `''`, `0`, and texts other than "success" and "ok". Numbers above 0 (changed rows, an id)
 * acknowledge. The compiler refuses all of these: return `true`, or `void` the call.
 */
export type HandlerResult = void | boolean | 'success' | 'SUCCESS' | 'ok' | 'OK' | OrdinaryObject

/** Any object but a function, which was perhaps meant to be called, and a promise, whose value counts. */
export type OrdinaryObject = object & { call?: never; apply?: never; then?: never }

/** A guard with all its methods. */
export type CompleteReplayGuard = Required<ReplayGuard>

/**
 * The guard for one process: a second instance, or this one after a restart, knows nothing of it.
 *
 * It holds each notification that was handled for a week, or until `maxKeys` later ones have come; the first time that it
 * forgets one early, it says so with `console.warn`. Locks of running handlers do not count toward `maxKeys`.
 *
 * The default guard of the process is one of these. Give tests that use an order number twice their own:
 * `replay: memoryReplay()`.
 *
 * @param options.maxKeys how many notifications it holds before it forgets the oldest. Default: 10000, some megabytes
 * @throws {PayError} `config`: `maxKeys` is not an integer of at least 1
 */
export function memoryReplay(options?: { maxKeys?: number }): CompleteReplayGuard

/**
 * The guard in Redis, with your own client: `SET NX PX` to claim, and scripts (`EVAL`) that touch this guard's own
 * claims only. Use a Redis that keeps its data and does not evict keys under `paysign:`: what it loses may be handled again.
 *
 * Not a client in a transaction or a pipeline: the answer is needed at once.
 *
 * @param options.prefix comes before each key. Default: `'paysign:'`
 * @throws {PayError} `config`: not a client that is known here
 * @example
 * ```js
 * import { Redis } from 'ioredis'
 * import { redisReplay } from 'paysign'
 *
 * const replay = redisReplay(new Redis('redis://127.0.0.1:6379'))
 * ```
 */
export function redisReplay(client: RedisClient, options?: { prefix?: string }): CompleteReplayGuard

/** A client of ioredis (5 or later), node-redis (package `redis`, 4 or later), or @upstash/redis; a cluster's too. */
export type RedisClient = IoredisClient | NodeRedisClient | UpstashClient

/** What is used of ioredis. */
export interface IoredisClient {
  call(command: string, ...args: string[]): Promise<unknown>
}

/** What is used of node-redis. */
export interface NodeRedisClient {
  // Only tells it from Upstash's.
  sendCommand: (...values: never[]) => unknown
  set(key: string, value: string, options: { NX: true; PX: number }): Promise<unknown>
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>
}

/** What is used of @upstash/redis. */
export interface UpstashClient {
  set(key: string, value: string, options: { nx: true; px: number }): Promise<unknown>
  eval(script: string, keys: string[], args: string[]): Promise<unknown>
}

/**
 * The guard in PostgreSQL, SQLite, or MySQL and MariaDB, with your own client: a driver's, an ORM's, or D1. Each claim is
 * one statement, and times are the database's. Give it a pool, or a connection outside of any transaction: others must see a claim
 * at once.
 *
 * The table is created at first use. Where the client's user may not do that, run once (for MySQL the first column is
 * `VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin`):
 *
 * ```sql
 * CREATE TABLE paysign_notifications (id VARCHAR(255) PRIMARY KEY, owner VARCHAR(64) NOT NULL, expires BIGINT NOT NULL)
 * ```
 * `id` is the key, or `sha256:` and its digest where the key is long or has unusual characters; `expires` is in
 * milliseconds since 1970. What has expired is deleted every ten minutes.
 *
 * Where the database fails, the guard's error names the first cause: `network` if it may work later (it does not answer, has
 * too many connections), `config` if somebody has to act (a wrong password, a closed client, no right to the table).
 *
 * @param options.table a plain name, with the schema's before it if needed. Default: `'paysign_notifications'`
 * @throws {PayError} `config`: not a client that is known here, with what to pass instead; or not a plain name
 * @example
 * ```js
 * import pg from 'pg'
 * import { sqlReplay } from 'paysign'
 *
 * const replay = sqlReplay(new pg.Pool())
 * ```
 */
export function sqlReplay(client: SqlClient, options?: { table?: string }): CompleteReplayGuard

/** A client that {@link sqlReplay} takes. */
export type SqlClient =
  | PostgresClient
  | PostgresFunction
  | SqliteClient
  | Sqlite3Client
  | LibsqlClient
  | MysqlClient
  | D1Client
  | DurableObjectClient
  | DrizzleClient
  | KnexClient
  | KyselyClient
  | PrismaClient
  | SequelizeClient
  | TypeormClient

/** What is used of pg, PGlite, pg-promise and @neondatabase/serverless. */
export interface PostgresClient {
  query(text: string, values: (string | number)[]): PromiseLike<{ rows: unknown[] } | unknown[]>
}

/** What is used of postgres and Bun.sql. */
export interface PostgresFunction {
  /** Sends a statement with its values. */
  unsafe(text: string, values: (string | number)[]): PromiseLike<unknown>
  /** Begins a transaction; by it a client is told from a transaction, which is refused. */
  begin: (...values: never[]) => unknown
}

/** What is used of better-sqlite3, libsql, node:sqlite and bun:sqlite. */
export interface SqliteClient {
  prepare(text: string): {
    all(...values: (string | number)[]): unknown
    run(...values: (string | number)[]): unknown
  }
}

/** What is used of sqlite3, and of the package sqlite. */
export type Sqlite3Client =
  | {
      all: (...values: never[]) => unknown
      serialize: (...values: never[]) => unknown
      parallelize: (...values: never[]) => unknown
    }
  | {
      all: (...values: never[]) => unknown
      run: (...values: never[]) => unknown
      getDatabaseInstance: (...values: never[]) => unknown
    }

/** What is used of @libsql/client. */
export interface LibsqlClient {
  execute(statement: { sql: string; args: (string | number)[] }): Promise<{ rows: unknown[] }>
  batch: (...values: never[]) => unknown
}

/** What is used of mysql2, from `mysql2/promise` or with callbacks, and of mariadb. */
export type MysqlClient =
  | {
      query: (...values: never[]) => unknown
      execute(text: string, values: (string | number)[]): Promise<unknown>
    }
  | { query: (...values: never[]) => unknown; execute: (...values: never[]) => unknown; promise(): MysqlClient }

/** What is used of Cloudflare's D1. */
export interface D1Client {
  prepare(text: string): {
    bind(...values: (string | number)[]): { all: () => Promise<{ results: unknown[] }> }
  }
  batch: (...values: never[]) => unknown
}

/** What is used of a Durable Object with SQLite: `ctx.storage`, or its `sql`. */
export type DurableObjectClient =
  | { exec(text: string, ...values: (string | number)[]): { toArray(): unknown[] }; readonly databaseSize: number }
  | { sql: object; transactionSync: (...values: never[]) => unknown }

/** What is used of Drizzle: the client below it. */
export interface DrizzleClient {
  $client: unknown
  select: (...values: never[]) => unknown
  insert: (...values: never[]) => unknown
}

/** What is used of Knex. */
export interface KnexClient {
  raw(text: string, values: (string | number)[]): PromiseLike<unknown>
  transaction: (...values: never[]) => unknown
  client: unknown
}

/** What is used of Kysely. */
export interface KyselyClient {
  executeQuery: (...values: never[]) => Promise<unknown>
  getExecutor(): unknown
  selectFrom: (...values: never[]) => unknown
}

/** What is used of Prisma. */
export interface PrismaClient {
  $queryRawUnsafe: (...values: never[]) => PromiseLike<unknown>
  $executeRawUnsafe: (...values: never[]) => PromiseLike<number>
  $connect: () => unknown
}

/** What is used of Sequelize, version 6. */
export interface SequelizeClient {
  query: (...values: never[]) => Promise<unknown>
  getDialect(): string
  define: (...values: never[]) => unknown
}

/** What is used of TypeORM: a DataSource that was initialized. */
export interface TypeormClient {
  query(text: string, values?: unknown[]): Promise<unknown>
  createQueryRunner: (...values: never[]) => unknown
  initialize: () => unknown
}
