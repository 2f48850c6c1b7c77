import type { KnowledgeSource } from '../../../contracts/knowledge.ts'
import { hexHash } from '../../../conversation/tokens.ts'
import { extract } from './extract.ts'
import { extractMarkdown } from './extract-markdown.ts'
import type { ReadContext } from './read-source.ts'
import type { Reading } from './reading.ts'
import { FILE_FORMATS, formatOfFile } from './source-format.ts'
import { tooLarge, tryToRead } from './try-to-read.ts'
import { MAX_PAGE_BYTES, MAX_PDF_BYTES } from './visit-page.ts'

/** Reads a file that the host named. */
export async function readFileSource(
  source: KnowledgeSource,
  context: ReadContext,
  reading: Reading,
): Promise<void> {
  const { value: path } = source
  const { readFile, readPdf, signal } = context
  const format = formatOfFile(path)
  if (!format)
    return reading.problem(path, `Files of this kind cannot be read; those ending in ${FILE_FORMATS} can.`)
  if (!readFile) return reading.problem(path, 'Files cannot be read here: there is no readFile.')
  const maxBytes = format === 'pdf' ? MAX_PDF_BYTES : MAX_PAGE_BYTES
  let bytes: Uint8Array
  try {
    bytes = await readFile(path, { maxBytes: maxBytes + 1, ...(signal && { signal }) })
  } catch (error) {
    signal?.throwIfAborted()
    // Perhaps it is being replaced, or the process runs elsewhere: what was read before is kept.
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    return reading.problem(path, isMissing ? 'There is no such file.' : `It could not be read: ${error}`)
  }
  if (bytes.length > maxBytes) return reading.problem(path, tooLarge(maxBytes))
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
  const found = await tryToRead(reading, path, () => extract(bytes, format, { signal, readPdf }))
  if (found) await reading.add({ id: path, found, title: { given: source.title, otherwise: name } })
}

/** Reads words that the host gave, as Markdown. */
export async function readTextSource(source: KnowledgeSource, reading: Reading): Promise<void> {
  const id = `text:${(await hexHash(source.value)).slice(0, 16)}`
  if (source.value.length > MAX_PAGE_BYTES) return reading.problem(id, tooLarge(MAX_PAGE_BYTES))
  const found = await tryToRead(reading, id, () => extractMarkdown(source.value))
  if (found) await reading.add({ id, found, title: { given: source.title, otherwise: 'Text' } })
}
