import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root: string = fileURLToPath(new URL('../..', import.meta.url))

/** One fenced block of a page. */
export interface CodeBlock {
  /** e.g. `README.md:30`. */
  place: string
  /** What stands behind the fence, e.g. `ts` or `json hello`. */
  info: string
  code: string
}

/** The pages that are written for people, without those that a release writes. */
export function listPages(): string[] {
  const patterns = ['*.md', 'docs/*.md', 'packages/*/README.md', 'examples/*/README.md']
  return globSync(patterns, { cwd: root })
    .map(path => path.replaceAll('\\', '/'))
    .sort()
}

export function readPage(page: string): string {
  return readFileSync(join(root, page), 'utf8').replaceAll('\r\n', '\n')
}

export function codeBlocks(page: string): CodeBlock[] {
  const text = readPage(page)
  return Array.from(
    text.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm),
    ({ index, 1: info = '', 2: code = '' }) => ({
      place: `${page}:${text.slice(0, index).split('\n').length}`,
      info: info.trim(),
      code,
    }),
  )
}
