import type { ServerResponse } from 'node:http'
import { isSigned } from './files.ts'
import type { World } from './world.ts'

/** Serves what lies below `/cdn`: files whose address is signed and not too old, and pictures of people. */
export function serveCdn(world: World, response: ServerResponse, url: URL): void {
  const path = url.pathname.slice('/cdn'.length)
  const found = findFile(world, path, url.searchParams)
  if (found === undefined) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('This content is no longer available.')
    return
  }
  response.writeHead(200, { 'content-type': found.mimeType, 'content-length': found.bytes.length })
  response.end(found.bytes)
}

function findFile(
  world: World,
  path: string,
  query: URLSearchParams,
): { bytes: Uint8Array; mimeType: string } | undefined {
  const [, kind, owner = '', id = '', name = ''] = path.split('/')
  if (kind === 'attachments') {
    const file = world.attachments.get(id)
    const isThere = file?.channelId === owner && encodeURIComponent(file.name) === name
    return isThere && isSigned(world, path, query) ? file : undefined
  }
  if (kind !== 'avatars') return undefined
  const avatar = world.guild.members.get(owner)?.account.avatar
  const isThere = avatar !== undefined && id.split('.', 1)[0] === avatar.hash
  return isThere ? { bytes: avatar.bytes, mimeType: typeOf(avatar.bytes) } : undefined
}

function typeOf(bytes: Uint8Array): string {
  return bytes[0] === 0x89 ? 'image/png' : bytes[0] === 0x3c ? 'image/svg+xml' : 'image/jpeg'
}
