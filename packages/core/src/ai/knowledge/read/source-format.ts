/** How something is to be read. */
export type Format = 'html' | 'markdown' | 'mdx' | 'text' | 'pdf' | 'xml'

const BY_EXTENSION: Readonly<Record<string, Format>> = {
  md: 'markdown',
  markdown: 'markdown',
  mdx: 'mdx',
  txt: 'text',
  html: 'html',
  htm: 'html',
  pdf: 'pdf',
}

const BY_TYPE: Readonly<Record<string, Format>> = {
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'text/markdown': 'markdown',
  'text/x-markdown': 'markdown',
  'application/pdf': 'pdf',
  'application/xml': 'xml',
  'text/xml': 'xml',
}

// Types that say little: the name of what it is says more.
const VAGUE_TYPES = new Set(['', 'text/plain', 'application/octet-stream', 'binary/octet-stream'])

/** The files that can be read, for people. */
export const FILE_FORMATS = '.md, .markdown, .mdx, .txt, .html, .htm and .pdf'

/** By the ending of a file's name; undefined where it cannot be read. */
export function formatOfFile(path: string): Format | undefined {
  return BY_EXTENSION[extensionOf(path)]
}

/** By the type that a server gives, or where that says little by the address; undefined where it cannot be read. */
export function formatOfPage(type: string, path: string): Format | undefined {
  if (!VAGUE_TYPES.has(type)) return BY_TYPE[type]
  const extension = extensionOf(path)
  if (extension === 'xml') return 'xml'
  if (BY_EXTENSION[extension]) return BY_EXTENSION[extension]
  if (type === 'text/plain') return 'text'
  return type === '' ? 'html' : undefined
}

/** What follows the last dot of the last part of a path, in lower case. */
export function extensionOf(path: string): string {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
  const dot = name.lastIndexOf('.')
  return dot === -1 ? '' : name.slice(dot + 1).toLowerCase()
}
