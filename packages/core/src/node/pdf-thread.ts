import { Worker } from 'node:worker_threads'
import type { PdfDocument, PdfLibrary } from '../ai/knowledge/read/extract-pdf.ts'
import { UnreadableError } from '../ai/knowledge/read/unreadable-error.ts'

/** A thread that reads one PDF. */
export interface PdfThread {
  open: PdfLibrary['getDocumentProxy']
  /** Ends it, whatever it is doing. */
  close(): Promise<void>
}

interface Bounds {
  timeoutMs: number
  maxMemory: number
  signal: AbortSignal | undefined
}

interface Opened {
  numPages: number
  info: { Title?: string; Language?: string }
}

const LOOK_EVERY_MS = 50

// More of a page is not read anyway, and need not be handed over.
const MAX_PAGE_CHARS = 2_000_000

// As text, so that neither a bundler nor a build must know of one more file.
const SOURCE = `
const { parentPort, workerData } = require('node:worker_threads')
let pdf
const tasks = {
  async open({ bytes, options }) {
    const { getDocumentProxy } = await import(workerData.library)
    pdf = await getDocumentProxy(bytes, options)
    const { info } = await pdf.getMetadata()
    const text = value => (typeof value === 'string' ? { value: value.slice(0, 1000) } : {}).value
    return { numPages: pdf.numPages, info: { Title: text(info.Title), Language: text(info.Language) } }
  },
  async page({ number }) {
    const page = await pdf.getPage(number)
    const { items } = await page.getTextContent()
    page.cleanup()
    let text = ''
    for (const item of items) {
      if (text.length > workerData.maxChars) break
      if ('str' in item) text += item.str + (item.hasEOL ? '\\n' : '')
    }
    return text.slice(0, workerData.maxChars)
  },
}
parentPort.on('message', async task => {
  try {
    parentPort.postMessage({ result: await tasks[task.type](task) })
  } catch (error) {
    parentPort.postMessage({ error: String(error?.message ?? error).slice(0, 500) })
  }
})
`

/** Begins a thread that has the library from this address, so much time and so much memory. */
export function openPdfThread(library: string, { timeoutMs, maxMemory, signal }: Bounds): PdfThread {
  const worker = new Worker(SOURCE, {
    eval: true,
    // Nothing of the host's is any business of a PDF.
    env: {},
    argv: [],
    execArgv: [],
    stdout: true,
    stderr: true,
    workerData: { library, maxChars: MAX_PAGE_CHARS },
    resourceLimits: { maxOldGenerationSizeMb: Math.ceil(maxMemory / 1_000_000) },
  })
  worker.stdout.resume()
  worker.stderr.resume()
  const { promise: ended, reject: end } = Promise.withResolvers<never>()
  // Whoever asks hears of it; nobody may be asking.
  ended.catch(() => undefined)
  worker.on('error', error =>
    end('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuchMemory() : error),
  )
  worker.on('exit', () => end(new UnreadableError('The PDF cannot be read: what read it ended.')))
  const abort = (): void => end(signal?.reason)
  signal?.addEventListener('abort', abort, { once: true })
  const timer = setTimeout(() => end(new UnreadableError('The PDF takes too long to be read.')), timeoutMs)
  const watch = setInterval(() => {
    memoryOf(worker).then(
      bytes => bytes > maxMemory && end(tooMuchMemory()),
      // It has ended meanwhile.
      () => undefined,
    )
  }, LOOK_EVERY_MS)

  const ask = async <Result>(task: object, transfer: ArrayBuffer[] = []): Promise<Result> => {
    const answered = new Promise<Result>((resolve, reject) =>
      worker.once('message', (answer: { result: Result } | { error: string }) =>
        'error' in answer ? reject(new Error(answer.error)) : resolve(answer.result),
      ),
    )
    worker.postMessage(task, transfer)
    return Promise.race([answered, ended])
  }

  return {
    async open(bytes, options): Promise<PdfDocument> {
      const { numPages, info } = await ask<Opened>({ type: 'open', bytes, options })
      return {
        numPages,
        getMetadata: async () => ({ info }),
        async getPage(number) {
          const text = await ask<string>({ type: 'page', number })
          return {
            getTextContent: async () => ({ items: [{ str: text, hasEOL: false }] }),
            cleanup: () => undefined,
          }
        },
        loadingTask: { destroy: async () => void (await worker.terminate()) },
      }
    },
    async close() {
      clearTimeout(timer)
      clearInterval(watch)
      signal?.removeEventListener('abort', abort)
      await worker.terminate()
    },
  }
}

/** What is on its heap and beside it, where unpacked streams are and `resourceLimits` does not look. */
async function memoryOf(worker: Worker): Promise<number> {
  // Node has it since 22.16; before, time is the bound of what lies beside the heap.
  if (!('getHeapStatistics' in worker)) return 0
  const { used_heap_size: heap, external_memory: beside } = await worker.getHeapStatistics()
  return heap + beside
}

function tooMuchMemory(): UnreadableError {
  return new UnreadableError('The PDF needs too much memory to be read.')
}
