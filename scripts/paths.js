import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the repository. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/** The Node that the workspace installed; the one on the machine may be too old to run TypeScript. */
export function workspaceNode() {
  const folder = join(root, 'node_modules', 'node')
  // The bin field is read, not assumed: on Windows the installer of this package rewrites it to node.exe.
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return join(folder, typeof bin === 'string' ? bin : bin.node)
}
