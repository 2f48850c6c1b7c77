import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build, type Plugin, transform } from 'esbuild'
import { compress, shorten } from './minify.ts'

/** Short names of our own properties, the same in every file. */
export type MangleCache = Record<string, string | false>

const preactCut = fileURLToPath(new URL('../src/preact/index.ts', import.meta.url))
const preactOfPanel = fileURLToPath(new URL('../src/extras/preact.ts', import.meta.url))
const hasWholePreact = process.argv.includes('--preact')

/** What is loaded on first need, and where it begins. */
export const partEntries = [
  ['panel', 'src/panel/index.ts'],
  ['extras', 'src/extras/index.ts'],
  ['ai', 'src/ai/index.ts'],
] as const

/** Takes the white space out of style sheets, which are constants named `…Styles` in the source. */
const minifyStyles: Plugin = {
  name: 'minify-styles',
  setup({ onLoad }) {
    onLoad({ filter: /src[\\/].*\.tsx?$/ }, async ({ path }) => {
      let contents = await readFile(path, 'utf8')
      for (const [whole, start, css] of contents.matchAll(/(const \w*[sS]tyles(?:: string)? = )`([^`]*)`/g)) {
        const { code } = await transform(css ?? '', { loader: 'css', minify: true, charset: 'utf8' })
        contents = contents.replace(whole, () => `${start}${JSON.stringify(tighten(code))}`)
      }
      return { contents, loader: path.endsWith('x') ? 'tsx' : 'ts' }
    })
  },
}

/** What esbuild leaves: it may not touch the values of custom properties, which here mean nothing by their spaces. */
function tighten(css: string): string {
  return css
    .trim()
    .replace(/(--\w+:) /g, '$1')
    .replace(/, /g, ',')
}

/** What all bundles have in common. */
export const common: BuildOptions = {
  bundle: true,
  minify: true,
  target: 'es2022',
  platform: 'browser',
  legalComments: 'none',
  charset: 'utf8',
  jsx: 'transform',
  jsxFactory: 'h',
  alias: hasWholePreact ? {} : { preact: preactCut },
  plugins: [minifyStyles],
  // A name that ends in an underscore is ours alone; in Preact's own source, one that begins with it.
  mangleProps: /[a-zA-Z]_$/,
  logLevel: 'warning',
}

/** Bundles a part that is loaded on first need, its functions in the order that is given. */
export async function bundlePart(
  entry: string,
  cache: MangleCache,
  order: readonly string[] = [],
): Promise<string> {
  return shorten(await compressPart(entry, cache), order)
}

/** A part whose local names are still those of the source; the extras draw with what the panel hands them. */
export async function compressPart(entry: string, cache: MangleCache): Promise<string> {
  const panelPreact: Plugin = {
    name: 'preact-of-the-panel',
    setup({ onResolve }) {
      onResolve({ filter: /^preact$/ }, () => ({ path: preactOfPanel }))
    },
  }
  const plugins = entry.includes('extras') ? [panelPreact, minifyStyles] : [minifyStyles]
  return bundle({ ...common, plugins, entryPoints: [entry], format: 'esm' }, cache)
}

/** Bundles the script for the page, which loads the parts by their hash. */
export async function bundleScript(entry: string, cache: MangleCache, hash: string): Promise<string> {
  const define = { HASH: JSON.stringify(hash) }
  return shorten(await bundle({ ...common, entryPoints: [entry], format: 'iife', define }, cache))
}

async function bundle(options: BuildOptions, cache: MangleCache): Promise<string> {
  // The names stay until the end, because the functions are put in order by them.
  const result = await build({
    ...options,
    minify: false,
    minifySyntax: true,
    write: false,
    mangleCache: cache,
  })
  Object.assign(cache, result.mangleCache)
  return compress(result.outputFiles?.[0]?.text ?? '')
}

/** Writes the ES module with its parts; a bundler takes it from there. */
export async function writeModule(entry: string, folder: string): Promise<void> {
  await build({
    ...common,
    entryPoints: [entry],
    format: 'esm',
    splitting: true,
    outdir: folder,
    chunkNames: 'parts/[name]-[hash]',
  })
}

/** A name by content: eight hex digits of its SHA-256. */
export function hashOf(code: string): string {
  return createHash('sha256').update(code).digest('hex').slice(0, 8)
}
