// Where the project lives, as git knows it.
import { spawnSync } from 'node:child_process'

/** The address of the remote `origin` as people open it, without a name or token in it; `undefined` where it is none. */
export function repository(folder) {
  return address(git(folder, 'remote', 'get-url', 'origin'))
}

/** git@host:owner/name.git, ssh://git@host/owner/name, https://token@host/owner/name.git → https://host/owner/name */
export function address(remote) {
  const [, host, path] =
    /^(?:(?:https|ssh|git):\/\/)(?:[^@/]*@)?([\w.-]+\.[a-z]+)(?::\d+)?\/(.+)$/i.exec(remote) ??
    /^(?:[\w.-]+@)([\w.-]+\.[a-z]+):(?!\/)(.+)$/i.exec(remote) ??
    []
  return host && `https://${host}/${path.replace(/\/$/, '').replace(/\.git$/, '')}`
}

/** The tag of what is checked out, or its commit. */
export function commit(folder) {
  return git(folder, 'describe', '--tags', '--exact-match') || git(folder, 'rev-parse', 'HEAD')
}

/** Markdown whose links to files of the project lead there from anywhere. Code is left alone. */
export function withAbsoluteLinks(markdown, base) {
  const pieces = markdown.split(/(^```[^]*?^```$|`[^`\n]+`)/m)
  const links = (text) =>
    text
      .replace(/(\]\()(?![a-z]+:|#|\/\/)([^)\s]+)/gi, (_, open, path) => `${open}${base}/${path.replace(/^\.\//, '')}`)
      .replace(/(\b(?:href|src)=")(?![a-z]+:|#|\/\/)([^"]+)/gi, (_, open, path) => `${open}${base}/${path}`)
  return pieces.map((piece, at) => (at % 2 ? piece : links(piece))).join('')
}

function git(folder, ...args) {
  const { status, stdout } = spawnSync('git', args, { cwd: folder, encoding: 'utf8' })
  return status === 0 ? stdout.trim() : ''
}
