// Builds the script for a <script> tag with its parts, the ES module, and the copy of the former that core serves.
// `--preact` takes Preact itself instead of its cut, to compare; `--features` prints what each file costs.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundlePart, bundleScript, hashOf, type MangleCache, partEntries, writeModule } from './bundle.ts'
import { checkSizes } from './sizes.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
const embedded = join(root, '../core/src/http/widget-files.generated.ts')

// Those that pack best; what is newer than they are gets names of its own.
const cache: MangleCache = JSON.parse(readFileSync(new URL('names.json', import.meta.url), 'utf8'))
const orders: Record<string, string[]> = JSON.parse(
  readFileSync(new URL('order.json', import.meta.url), 'utf8'),
)
const files: Record<string, string> = {}
const parts: Record<string, string> = {}
for (const [part, entry] of partEntries) {
  parts[part] = await bundlePart(join(root, entry), cache, orders[part])
}
// One for all, because each digit of another one is a byte on every page.
const hash = hashOf(Object.values(parts).join())
for (const [part, code] of Object.entries(parts)) files[`${part}-${hash}.js`] = code
files['widget.js'] = await bundleScript(join(root, 'src/script-tag.ts'), cache, hash)

rmSync(dist, { recursive: true, force: true })
await writeModule(join(root, 'src/index.ts'), dist)
write(join(dist, 'widget.js'), files['widget.js'])
for (const [name, code] of Object.entries(files)) {
  if (name !== 'widget.js') write(join(dist, 'widget', name), code)
}
write(
  embedded,
  `// Made by packages/widget/scripts/build.ts.\nexport const widgetFiles: Readonly<Record<string, string>> = ${JSON.stringify(files, null, 2)}\n`,
)
if (!checkSizes(files)) process.exitCode = 1

function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}
