import type { IncomingMessage, ServerResponse } from 'node:http'
import { readBody, readMultipart, type UploadedFile } from '../shared/read-body.ts'
import type { World } from './world.ts'

/** Serves pictures and files, and takes uploads; false when the path is none of these. */
export async function serveFile(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<boolean> {
  const [, upload] = /^\/upload\/v1\/(\w+)$/.exec(url.pathname) ?? []
  if (upload !== undefined) {
    await takeUpload(world, request, response, upload)
    return true
  }
  const [, personId = ''] = /^\/avatars\/(\w+)_\d+\.png$/.exec(url.pathname) ?? []
  const picture = world.people.get(personId)?.picture
  if (picture !== undefined) {
    response.writeHead(200, { 'content-type': 'image/png', 'content-length': picture.length }).end(picture)
    return true
  }
  const [, fileId] = /^\/files-pri\/\w+-(\w+)\/(?:download\/)?[^/]*$/.exec(url.pathname) ?? []
  if (fileId === undefined) return false
  sendFile(world, request, response, fileId)
  return true
}

// Without the bot's token one gets a page to sign in, with status 200: not an error that a client would notice.
function sendFile(world: World, request: IncomingMessage, response: ServerResponse, fileId: string): void {
  const file = world.files.get(fileId)
  const isAllowed =
    request.headers.authorization === `Bearer ${world.token}` && world.app.scopes.has('files:read')
  if (!isAllowed) {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    response.end('<!DOCTYPE html><html><head><title>Slack</title></head><body>Sign in</body></html>')
  } else if (file === undefined || file.isDeleted) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('Not Found')
  } else {
    response.writeHead(200, { 'content-type': file.mimeType, 'content-length': file.bytes.length })
    response.end(file.bytes)
  }
}

// The bytes come as the body itself, or in any field of a form.
async function takeUpload(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  ticketId: string,
): Promise<void> {
  const ticket = world.tickets.get(ticketId)
  const body = await readBody(request)
  const answer = (status: number, text: string): void => {
    response.writeHead(status, { 'content-type': 'text/plain' }).end(text)
  }
  if (request.method !== 'POST' || ticket === undefined || body === undefined) return answer(404, 'Not Found')
  const contentType = request.headers['content-type'] ?? ''
  const files = new Map<string, UploadedFile>()
  const fields = new Map<string, string>()
  if (contentType.startsWith('multipart/form-data')) await readMultipart(contentType, body, fields, files)
  const bytes = [...files.values()][0]?.bytes ?? new Uint8Array(body)
  if (bytes.length !== ticket.length) return answer(400, `Expected ${ticket.length} bytes.`)
  ticket.bytes = bytes
  answer(200, `OK - ${bytes.length}`)
}
