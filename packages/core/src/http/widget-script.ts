import type { HttpRequest, HttpResponse } from './http-request.ts'

/** The widget's script and chunks as they are built into this package. */
export type WidgetFiles = Readonly<Record<string, string>>

/** Serves them. */
export interface WidgetScript {
  answer(request: HttpRequest, name: string): Promise<HttpResponse | undefined>
}

interface Kept {
  plain: string
  zipped: Uint8Array<ArrayBuffer>
  etag: string
}

// The script's name stays while its content changes; the chunks' names change with their content.
const SCRIPT_CACHE = 'public, max-age=300, stale-while-revalidate=86400'
const CHUNK_CACHE = 'public, max-age=31536000, immutable'

/** `load` is called once, when the first file is asked for. */
export function createWidgetScript(load: () => Promise<WidgetFiles>): WidgetScript {
  let files: Promise<WidgetFiles> | undefined
  const kept = new Map<string, Kept>()

  const find = async (name: string): Promise<Kept | undefined> => {
    const found = kept.get(name)
    if (found) return found
    files ??= load()
    const all = await files
    const plain = Object.hasOwn(all, name) ? all[name] : undefined
    if (plain === undefined) return undefined
    const bytes = new TextEncoder().encode(plain)
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
    // Weak: the same for the file as it is and compressed.
    const etag = `W/"${Array.from(digest.subarray(0, 12), byte => byte.toString(16).padStart(2, '0')).join('')}"`
    const zipped = new Uint8Array(
      await new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer(),
    )
    const file = { plain, zipped, etag }
    kept.set(name, file)
    return file
  }

  return {
    async answer(request, name) {
      const file = await find(name)
      if (!file) return undefined
      const headers: Record<string, string> = {
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': name === 'widget.js' ? SCRIPT_CACHE : CHUNK_CACHE,
        etag: file.etag,
        vary: 'Accept-Encoding',
        'x-content-type-options': 'nosniff',
        // Pages of other origins load it, and its chunks as modules.
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
      }
      if (isKnown(request.header('if-none-match'), file.etag)) return { status: 304, headers }
      if (!takesGzip(request.header('accept-encoding'))) return { status: 200, headers, body: file.plain }
      return { status: 200, headers: { ...headers, 'content-encoding': 'gzip' }, body: file.zipped }
    },
  }
}

function isKnown(tags: string | undefined, etag: string): boolean {
  const bare = etag.replace('W/', '')
  return (tags ?? '').split(',').some(tag => tag.trim() === '*' || tag.trim().replace('W/', '') === bare)
}

function takesGzip(accepted: string | undefined): boolean {
  return (accepted ?? '').split(',').some(part => {
    const [coding = '', ...parameters] = part.toLowerCase().split(';')
    const isRefused = parameters.some(parameter => /^\s*q=0(\.0*)?\s*$/.test(parameter))
    return (coding.trim() === 'gzip' || coding.trim() === '*') && !isRefused
  })
}
