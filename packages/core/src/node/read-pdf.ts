import { type PdfLibrary, readPdf } from '../ai/knowledge/read/extract-pdf.ts'
import type { ReadPdf } from '../contracts/knowledge.ts'
import { openPdfThread } from './pdf-thread.ts'

/** How much a PDF may cost. */
export interface PdfReaderOptions {
  /** Milliseconds, for all of it. Default 60,000. */
  timeoutMs?: number
  /** Bytes of memory, for what is on the heap and beside it. Default 400 MB. */
  maxMemory?: number
}

const TIMEOUT_MS = 60_000
const MAX_MEMORY = 400_000_000

/**
 * Makes what reads PDFs in a thread of its own, one after the other: a few kilobytes can unpack to gigabytes and keep the
 * library busy for minutes.
 */
export function createReadPdf(options: PdfReaderOptions = {}): ReadPdf {
  const { timeoutMs = TIMEOUT_MS, maxMemory = MAX_MEMORY } = options
  let before: Promise<unknown> = Promise.resolve()

  const read: ReadPdf = async (bytes, { signal }) => {
    signal?.throwIfAborted()
    const address = addressOfLibrary()
    // Where the library was bundled with the host's code, a thread could not find it.
    if (address === undefined) return readPdf(bytes, { ...(signal && { signal }) })
    const thread = openPdfThread(address, { timeoutMs, maxMemory, signal })
    try {
      const library: PdfLibrary = { getDocumentProxy: thread.open }
      return await readPdf(bytes, { ...(signal && { signal }), load: async () => library })
    } finally {
      await thread.close()
    }
  }

  return async (bytes, given) => {
    const mine = before.then(() => read(bytes, given))
    before = mine.catch(() => undefined)
    return mine
  }
}

function addressOfLibrary(): string | undefined {
  try {
    return import.meta.resolve('unpdf')
  } catch {
    return undefined
  }
}
