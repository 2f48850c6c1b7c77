// Makes `npm run demo` and `npm test` work on a machine that has only Node 20 and npm: installs what is missing,
// then runs the file named on the command line under the Node that was installed.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { root, workspaceNode } from './paths.js'

const stampFile = join(root, 'node_modules', '.pocketping-installed')

installIfNeeded()
run(process.argv.slice(2))

function installIfNeeded() {
  const wanted = fingerprint()
  const installed = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted
  if (installed && existsSync(workspaceNode())) return
  // A shell, because npx is a .cmd file on Windows; the command is fixed, so there is nothing to escape.
  const { status } = spawnSync('npx --yes pnpm@12 install --frozen-lockfile', {
    cwd: root,
    shell: true,
    stdio: 'inherit',
  })
  if (status !== 0) {
    console.error(
      '\nThe install failed. If a package.json was changed, `npx pnpm@12 install` updates the lockfile.',
    )
    process.exit(status ?? 1)
  }
  writeFileSync(stampFile, wanted)
}

function fingerprint() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`)
  for (const file of ['package.json', 'pnpm-workspace.yaml', 'pnpm-lock.yaml'])
    hash.update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

/** @param {string[]} args */
function run(args) {
  const bin = join(root, 'node_modules', '.bin')
  const key = Object.keys(process.env).find(name => name.toUpperCase() === 'PATH') ?? 'PATH'
  const separator = process.platform === 'win32' ? ';' : ':'
  const env = { ...process.env, [key]: `${bin}${separator}${process.env[key] ?? ''}` }
  const child = spawn(workspaceNode(), args, { cwd: root, env, stdio: 'inherit' })
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the child as well, and twice means "at once" to many programs.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  }
  child.on('error', error => {
    console.error(error)
    process.exit(1)
  })
  child.on('exit', (code, signal) => {
    process.exit(code ?? 128 + (signal ? constants.signals[signal] : 1))
  })
}
