import type { ReadPdf } from '../../../contracts/knowledge.ts'
import { decodeText } from './decode-text.ts'
import { type ExtractedHtml, extractHtml } from './extract-html.ts'
import { extractMarkdown } from './extract-markdown.ts'
import { extractPdf } from './extract-pdf.ts'
import { extractText } from './extract-text.ts'
import type { Extracted } from './sections.ts'
import type { Format } from './source-format.ts'
import { UnreadableError } from './unreadable-error.ts'

/** What was found, whatever it was read from. */
export interface Found extends Extracted {
  /** Whether there was more than is read. */
  isCut?: boolean
  /** Present for pages. */
  page?: ExtractedHtml
}

/**
 * Reads bytes of a format.
 * @throws UnreadableError
 */
export async function extract(
  bytes: Uint8Array,
  format: Format,
  options: {
    charset?: string | undefined
    signal?: AbortSignal | undefined
    readPdf?: ReadPdf | undefined
  } = {},
): Promise<Found> {
  if (format === 'pdf') return extractPdf(bytes, { signal: options.signal, read: options.readPdf })
  const text = decodeText(bytes, { charset: options.charset, isHtml: format === 'html' })
  switch (format) {
    case 'html': {
      const page = await extractHtml(text)
      return { ...page, page }
    }
    case 'markdown':
    case 'mdx':
      return extractMarkdown(text, { isMdx: format === 'mdx' })
    case 'text':
      return extractText(text)
    case 'xml':
      throw new UnreadableError('It is XML, which can be read as a sitemap only.')
  }
}
