import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './paths.js'

/** Runs a tool of the workspace and reports whether it succeeded. */
export function runTool(packageName: string, args: string[], cwd: string = root): boolean {
  return runNode([executableOf(packageName), ...args], cwd)
}

/** Runs a script under the Node of the workspace and reports whether it succeeded. */
export function runNode(args: string[], cwd: string = root): boolean {
  const { status, error } = spawnSync(process.execPath, args, { cwd, stdio: 'inherit' })
  if (error) throw error
  return status === 0
}

// The file itself, because the entries of node_modules/.bin are shell scripts, and batch files on Windows.
function executableOf(packageName: string): string {
  const folder = join(root, 'node_modules', packageName)
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = typeof bin === 'string' ? bin : (bin[packageName] ?? Object.values(bin)[0])
  return join(folder, file)
}
