import { readdir, readFile } from 'node:fs/promises'

/** One file of the page. */
export interface PageFile {
  type: string
  bytes: Uint8Array
}

// Where the page begins; everything else it loads stands beside it or in a folder there.
const folder = new URL('.', new URL('./page/main.js', import.meta.url))

const types: ReadonlyMap<string, string> = new Map([
  ['html', 'text/html'],
  ['css', 'text/css'],
  ['js', 'text/javascript'],
  ['svg', 'image/svg+xml'],
])

/** Reads a file of the page. Only names that stand in the folder are served, so no path leads out of it. */
export async function readPageFile(name: string): Promise<PageFile | undefined> {
  const type = types.get(name.split('.').at(-1) ?? '')
  const names = (await readdir(folder, { recursive: true })).map(path => path.replaceAll('\\', '/'))
  if (type === undefined || !names.includes(name)) return undefined
  return { type, bytes: await readFile(new URL(name, folder)) }
}
