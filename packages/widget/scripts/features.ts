// Prints what each source file costs in the panel: the bytes of gzip -9 by which the bundle shrinks without it.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { common } from './bundle.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
// Each file is marked where it begins, which no minifier takes away.
const { outputFiles } = await build({
  ...common,
  entryPoints: [join(root, 'src/panel/index.ts')],
  format: 'esm',
  write: false,
  minify: false,
  minifyIdentifiers: true,
  minifySyntax: true,
})
const parts = (outputFiles[0]?.text ?? '').split(/^\/\/ (.*)$/m).slice(1)
const files = new Map<string, string>()
for (let index = 0; index < parts.length; index += 2) {
  const [name = '', text = ''] = [parts[index], parts[index + 1]]
  files.set(name, (files.get(name) ?? '') + text.replace(/\s+/g, ' '))
}
const size = (texts: Iterable<string>): number => gzipSync([...texts].join(''), { level: 9 }).length
const whole = size(files.values())
const costs = [...files].map(([name]) => {
  const others = [...files].filter(([other]) => other !== name).map(([, text]) => text)
  return { name, bytes: whole - size(others) }
})
for (const { name, bytes } of costs.sort((a, b) => b.bytes - a.bytes))
  console.log(`${String(bytes).padStart(6)} ${name}`)
