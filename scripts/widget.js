import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { root, workspaceNode } from './paths.js'

const widget = join(root, 'packages/widget')
const script = join(widget, 'scripts/build.ts')
const embedded = join(root, 'packages/core/src/http/widget-files.generated.ts')

/** Builds the widget and embeds it in core, so that the engine can serve it. */
export function buildWidget() {
  if (!existsSync(script)) return
  const { status, error } = spawnSync(workspaceNode(), [script], { cwd: widget, stdio: 'inherit' })
  if (error) throw error
  if (status !== 0) throw new Error('The widget did not build; its build script says why above.')
}

/** Builds the widget when one of its files is newer than what core has embedded. */
export function buildWidgetIfStale() {
  const builtAt = existsSync(embedded) ? statSync(embedded).mtimeMs : 0
  const inputs = [join(widget, 'src'), join(widget, 'scripts'), join(widget, 'package.json')]
  if (inputs.some(input => newest(input) > builtAt)) buildWidget()
}

/** @param {string} path @returns {number} */
function newest(path) {
  if (!existsSync(path)) return 0
  const stats = statSync(path)
  if (!stats.isDirectory()) return stats.mtimeMs
  // The folder itself counts too: deleting a file changes nothing else.
  return Math.max(stats.mtimeMs, ...readdirSync(path).map(name => newest(join(path, name))))
}
