import type { DiscordEmulator } from '../emulator.ts'
import type { Json } from '../wire.ts'

/** What an answer came to, without any of an SDK's doing. */
export interface RawAnswer {
  status: number
  /** The body; `{}` when there is none. */
  body: Json
  headers: Headers
}

/** The API without an SDK: no retries, no queues, no waiting for limits. */
export interface RawApi {
  (verb: string, path: string, body?: unknown): Promise<RawAnswer>
  /** Sends a message and returns its id. */
  say(channelId: string, text: string): Promise<string>
}

export function rawApi(discord: DiscordEmulator, token: string = discord.token): RawApi {
  const api = async (verb: string, path: string, body?: unknown): Promise<RawAnswer> => {
    const response = await fetch(`${discord.url}/api/v10${path}`, {
      method: verb,
      headers: {
        authorization: `Bot ${token}`,
        ...(body !== undefined && !(body instanceof FormData) && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: body instanceof FormData ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    return {
      status: response.status,
      body: text === '' ? {} : (JSON.parse(text) as Json),
      headers: response.headers,
    }
  }
  const say = async (channelId: string, content: string): Promise<string> =>
    String((await api('POST', `/channels/${channelId}/messages`, { content })).body.id)
  return Object.assign(api, { say })
}
