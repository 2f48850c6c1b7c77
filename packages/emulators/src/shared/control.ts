import type { IncomingMessage, ServerResponse } from 'node:http'
import { readBody } from './read-body.ts'

/** Finds an action by name, or `undefined`. */
export type FindAction = (name: string) => ((...args: unknown[]) => unknown) | undefined

/**
 * Serves `POST /control/<action>`: the body is a JSON array with the action's arguments, the answer `{ result }`, or
 * 400 with `{ error }`. It demands the JSON content type, which no page of another origin can send unasked.
 */
export function serveControl(
  findAction: FindAction,
): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  return async (request, response) => {
    const name = /^\/control\/([A-Za-z.]+)$/.exec(request.url ?? '')?.[1]
    if (name === undefined) return false
    const answer = (status: number, body: unknown): true => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
      return true
    }
    const isJson = request.headers['content-type']?.startsWith('application/json') === true
    if (request.method !== 'POST' || !isJson) return answer(405, { error: 'POST with a JSON array, please.' })
    const action = findAction(name)
    if (action === undefined) return answer(404, { error: `There is no action ${name}.` })
    try {
      const body = (await readBody(request))?.toString('utf8') ?? ''
      const args: unknown = body === '' ? [] : JSON.parse(body, reviveBytes)
      if (!Array.isArray(args)) throw new Error('The arguments are a JSON array.')
      return answer(200, { result: await action(...(args as unknown[])) })
    } catch (error) {
      return answer(400, { error: error instanceof Error ? error.message : String(error) })
    }
  }
}

/** Asks an emulator in another process to do an action. */
export async function askControl<Result>(
  url: string,
  name: string,
  args: readonly unknown[],
): Promise<Result> {
  const response = await fetch(`${url}/control/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(args, writeBytes),
  })
  const { result, error } = (await response.json()) as { result: Result; error?: string }
  if (error !== undefined) throw new Error(error)
  return result
}

// Bytes travel as base64 text.
function reviveBytes(key: string, value: unknown): unknown {
  return key === 'bytes' && typeof value === 'string' ? new Uint8Array(Buffer.from(value, 'base64')) : value
}

function writeBytes(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value
}
