/** More than any reply or batch of vectors has. The SDK itself reads on without end. */
const MAX_RESPONSE_BYTES = 32 * 1024 * 1024

const KEPT_HEADERS = ['accept', 'content-type']

type Fetch = (url: string | URL | Request, init?: RequestInit) => Promise<Response>

/** A `fetch` with these headers and no others of the SDK's, which follows no redirects and reads so much and no more. */
export function boundedFetch(
  headers: Readonly<Record<string, string>>,
  maxBytes: number = MAX_RESPONSE_BYTES,
): Fetch {
  return async (url, init = {}) => {
    const given = new Headers(init.headers)
    const sent = new Headers()
    for (const name of KEPT_HEADERS) {
      const value = given.get(name)
      if (value !== null) sent.set(name, value)
    }
    for (const [name, value] of Object.entries(headers)) sent.set(name, value)
    // A redirect would carry what the visitor wrote to a place that nobody named.
    const response = await fetch(url, { ...init, headers: sent, redirect: 'manual' })
    return response.body ? new Response(response.body.pipeThrough(limit(maxBytes)), response) : response
  }
}

function limit(maxBytes: number): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let left = maxBytes
  return new TransformStream({
    transform(chunk, controller) {
      left -= chunk.byteLength
      if (left >= 0) controller.enqueue(chunk)
      else controller.error(new Error(`The response is longer than ${maxBytes} bytes.`))
    },
  })
}
