import type { ErrorBody } from '@pocketping/core/protocol'

/** The server understood and said no; everything else that goes wrong is the network. */
export interface Refusal extends ErrorBody {
  retryAfterMs: number
}

/** Asks the engine's visitor side. Throws a `Refusal`, or what `fetch` throws. */
export async function request(
  address: string,
  token: string | undefined,
  body?: object,
  signal: AbortSignal = AbortSignal.timeout(20_000),
): Promise<Response> {
  const response = await fetch(address, {
    method: body ? 'POST' : 'GET',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
    },
    body: JSON.stringify(body),
    // What is sent arrives also when the page is left.
    keepalive: !!body,
    signal,
  })
  if (response.ok) return response
  // A proxy's error page is no JSON, or has no code: that is the network.
  const refusal = (await response.json()) as ErrorBody
  throw { ...refusal, retryAfterMs: +response.headers.get('retry-after')! * 1000 } satisfies Refusal
}
