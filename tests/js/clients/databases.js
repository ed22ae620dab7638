// Real database servers, each in a folder of its own under the system's temporary one, gone when the tests end.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { program } from '../browsers.js'
import { freePort } from '../free-port.js'

const installed = fileURLToPath(new URL('../../../.toolchain/bin', import.meta.url))

/** A Redis server: `socket` is where it listens; with `{ cluster: true }` it is a cluster of one, at `port`. */
export async function startRedis({ cluster = false } = {}) {
  const folder = newFolder()
  const socket = join(folder, 'redis.sock')
  const port = cluster ? await freePort() : 0
  const options = { dir: folder, unixsocket: socket, port, bind: '127.0.0.1', save: '', appendonly: 'no' }
  if (cluster)
    Object.assign(options, {
      'cluster-enabled': 'yes',
      'cluster-port': await freePort(),
      'cluster-announce-ip': '127.0.0.1',
    })
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])
  const server = await start(
    program('REDIS_SERVER', ['redis-server', 'valkey-server'], [installed]),
    args,
    socket,
    folder,
  )
  return { ...server, port }
}

/** A MariaDB server with an empty database `test`. */
export async function startMariadb() {
  const folder = newFolder()
  const socket = join(folder, 'mariadb.sock')
  mkdirSync(join(folder, 'data', 'test'), { recursive: true })
  const args = `--no-defaults --skip-grant-tables --skip-networking --skip-log-bin --innodb-buffer-pool-size=16M
    --innodb-log-file-size=4M --innodb-flush-log-at-trx-commit=0`.split(/\s+/)
  args.push(`--datadir=${join(folder, 'data')}`, `--socket=${socket}`, `--pid-file=${join(folder, 'pid')}`)
  if (process.getuid() === 0) args.push('--user=root')
  return start(program('MARIADBD', ['mariadbd'], ['/usr/sbin']), args, socket, folder)
}

/** A folder that is removed when this process ends. */
export function newFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'paysign-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  return folder
}

async function start(command, args, socket, folder) {
  const server = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (text) => (output += text))
  const kill = () => server.kill('SIGKILL')
  process.on('exit', kill)
  const ended = new Promise((resolve) => server.on('close', resolve))
  let failure
  server.on('error', (error) => (failure = error))
  server.on('exit', (status) => (failure ??= new Error(`${command} ended with ${status}:\n${output}`)))
  for (let tries = 0; !existsSync(socket); tries++) {
    if (failure) throw new Error(`${failure.message}`)
    if (tries > 600) throw new Error(`${command} does not listen:\n${output}`)
    await sleep(50)
  }
  return {
    socket,
    folder,
    pause: () => server.kill('SIGSTOP'),
    resume: () => server.kill('SIGCONT'),
    async stop() {
      process.off('exit', kill)
      kill()
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
