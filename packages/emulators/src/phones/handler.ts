import type { IncomingMessage, ServerResponse } from 'node:http'
import { readBody } from '../shared/read-body.ts'
import { type DiscordTarget, discordPlatform } from './discord.ts'
import { readPageFile } from './page-files.ts'
import type { Platform } from './phone.ts'
import { type SlackTarget, slackPlatform } from './slack.ts'
import { makeStream } from './stream.ts'
import { type TelegramTarget, telegramPlatform } from './telegram.ts'

/** Serves what it knows and says whether it did; fits `node:http` and, as a middleware's first step, Express. */
export type PhonesHandler = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>

// Everything the page needs comes from here; `data:` is for pictures drawn in the style sheet.
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

const headers: Record<string, string> = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
}

// Other kinds of file are only ever downloaded, never shown.
const shownTypes: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])

/** The emulators whose phones stand beside each other; those left out have none. */
export interface PhoneTargets {
  telegram?: TelegramTarget | undefined
  discord?: DiscordTarget | undefined
  slack?: SlackTarget | undefined
}

/** Serves the page with the phones at `/phones` and below, on this server or mounted at the root of another. */
export function phonesHandler({ telegram, discord, slack }: PhoneTargets): PhonesHandler {
  const platforms: readonly Platform[] = [
    ...(telegram === undefined ? [] : [telegramPlatform(telegram)]),
    ...(discord === undefined ? [] : [discordPlatform(discord)]),
    ...(slack === undefined ? [] : [slackPlatform(slack)]),
  ]
  const openStream = makeStream(platforms)

  const servePage = async (response: ServerResponse): Promise<void> => {
    const file = await readPageFile('index.html')
    // The page is laid out for its phones before anything else has arrived.
    const names = platforms.map(({ name }) => name).join(' ')
    const html = Buffer.from(file?.bytes ?? '').toString('utf8')
    send(response, 200, 'text/html', html.replace('data-phones=""', `data-phones="${names}"`))
  }

  const serveFile = (response: ServerResponse, platform: Platform | undefined, fileId: string): void => {
    const file = platform?.file(fileId)
    if (file === undefined) {
      send(response, 404, 'text/plain', 'There is no such file.')
      return
    }
    const isShown = shownTypes.has(file.mimeType)
    response.writeHead(200, {
      ...headers,
      'content-type': isShown ? file.mimeType : 'application/octet-stream',
      ...(!isShown && {
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      }),
    })
    response.end(file.bytes)
  }

  const serveDeed = async (
    request: IncomingMessage,
    response: ServerResponse,
    platform: Platform | undefined,
  ): Promise<void> => {
    // A page of another origin cannot send this content type without being asked first, and then we say no.
    const isJson = request.headers['content-type']?.startsWith('application/json') === true
    if (!isJson) return send(response, 415, 'text/plain', 'JSON, please.')
    const body = await readBody(request)
    if (platform === undefined) return send(response, 404, 'text/plain', 'There is no such phone.')
    try {
      platform.deed(JSON.parse(body?.toString('utf8') ?? '') as unknown)
      response.writeHead(204, headers).end()
    } catch (error) {
      send(response, 400, 'text/plain', error instanceof Error ? error.message : String(error))
    }
  }

  return async (request, response) => {
    // Express shortens `url` where a handler is mounted; the page's addresses are absolute.
    const url = (request as { originalUrl?: string }).originalUrl ?? request.url ?? '/'
    const path = url.split('?', 1)[0] ?? '/'
    if (path !== '/phones' && !path.startsWith('/phones/')) return false
    const rest = path.slice('/phones/'.length)
    const [, name, what, fileId = ''] = /^(\w+)\/(do|files)(?:\/(.*))?$/.exec(rest) ?? []
    const platform = platforms.find(each => each.name === name)

    if (request.method === 'POST' && what === 'do') {
      await serveDeed(request, response, platform)
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      send(response, 405, 'text/plain', 'GET, please.')
    } else if (rest === 'events') {
      openStream(response, headers)
    } else if (what === 'files') {
      serveFile(response, platform, fileId)
    } else if (rest === '' || rest === 'index.html') {
      await servePage(response)
    } else {
      const file = await readPageFile(rest)
      if (file === undefined) send(response, 404, 'text/plain', 'There is no such page.')
      else send(response, 200, file.type, file.bytes)
    }
    return true
  }
}

function send(response: ServerResponse, status: number, type: string, body: string | Uint8Array): void {
  const charset = type.startsWith('text/') ? '; charset=utf-8' : ''
  response.writeHead(status, { ...headers, 'content-type': type + charset }).end(body)
}
