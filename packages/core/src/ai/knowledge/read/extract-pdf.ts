import type { PdfText, ReadPdf } from '../../../contracts/knowledge.ts'
import { languageOf } from './language.ts'
import type { Extracted } from './sections.ts'
import { UnreadableError } from './unreadable-error.ts'

const MAX_PAGES = 500
// Of one document: a small file can unpack to a huge one.
const MAX_CHARS = 2_000_000

/** What we use of `unpdf`, which is there only where the host installed it. */
export interface PdfLibrary {
  getDocumentProxy(bytes: Uint8Array, options: PdfOptions): Promise<PdfDocument>
}

interface PdfOptions {
  isEvalSupported: boolean
  verbosity: number
}

/** What we use of a document. */
export interface PdfDocument {
  numPages: number
  getPage(number: number): Promise<PdfPage>
  getMetadata(): Promise<{ info: object }>
  loadingTask: { destroy(): Promise<void> }
}

interface PdfPage {
  getTextContent(): Promise<{ items: readonly PdfItem[] }>
  cleanup(): unknown
}

type PdfItem = { str: string; hasEOL: boolean } | { type: string }

/**
 * Finds the text of a PDF: each page is a section, which `page=3` leads to.
 * @throws UnreadableError where it is none, is locked, or `unpdf` is not installed.
 */
export async function extractPdf(
  bytes: Uint8Array,
  options: { signal?: AbortSignal | undefined; read?: ReadPdf | undefined } = {},
): Promise<Extracted & { isCut: boolean }> {
  const { signal, read = readPdf } = options
  try {
    const { pages, ...rest } = await read(bytes, { ...(signal && { signal }) })
    const sections = pages.map((text, at) => ({ headings: [], anchor: `page=${at + 1}`, text }))
    return { ...rest, sections }
  } catch (cause) {
    signal?.throwIfAborted()
    if (cause instanceof UnreadableError) throw cause
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new UnreadableError(`The PDF cannot be read: ${why}`, { cause })
  }
}

/** Reads a PDF, as far as it may be long, with the library that `load` gives. */
export async function readPdf(
  bytes: Uint8Array,
  options: { signal?: AbortSignal; load?: () => Promise<PdfLibrary> } = {},
): Promise<PdfText> {
  const library = await (options.load ?? loadUnpdf)().catch(cause => {
    throw new UnreadableError('PDF files need the package unpdf: npm install unpdf', { cause })
  })
  // It keeps the bytes for itself, and those of the caller are not ours to give away.
  const pdf = await library.getDocumentProxy(bytes.slice(), { isEvalSupported: false, verbosity: 0 })
  try {
    return { ...(await titleOf(pdf)), ...(await readPages(pdf, options.signal)) }
  } finally {
    await pdf.loadingTask.destroy()
  }
}

async function loadUnpdf(): Promise<PdfLibrary> {
  // Within a try, bundlers take it as what may be missing.
  try {
    const library: unknown = await import('unpdf')
    return library as PdfLibrary
  } catch (error) {
    return Promise.reject(error)
  }
}

async function readPages(
  pdf: PdfDocument,
  signal: AbortSignal | undefined,
): Promise<{ pages: string[]; isCut: boolean }> {
  const pages: string[] = []
  let chars = 0
  let number = 1
  for (; number <= Math.min(pdf.numPages, MAX_PAGES) && chars < MAX_CHARS; number += 1) {
    signal?.throwIfAborted()
    const page = await pdf.getPage(number)
    const { items } = await page.getTextContent()
    page.cleanup()
    const text = pageText(items)
    chars += text.length
    pages.push(text)
  }
  return { pages, isCut: number <= pdf.numPages }
}

/** The text of a page; a word that was divided at the end of a line is whole again. */
function pageText(items: readonly PdfItem[]): string {
  return items
    .map(item => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : ''))
    .join('')
    .replace(/(?<=\p{Ll})-\n(?=\p{Ll})/gu, '')
}

async function titleOf(pdf: PdfDocument): Promise<{ title?: string; language?: string }> {
  const { info } = await pdf.getMetadata()
  const title = 'Title' in info && typeof info.Title === 'string' ? info.Title.trim() : ''
  const language =
    'Language' in info && typeof info.Language === 'string' ? languageOf(info.Language) : undefined
  return { ...(title !== '' && { title }), ...(language !== undefined && { language }) }
}
