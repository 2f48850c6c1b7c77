import { createHash, createHmac, randomBytes } from 'node:crypto'
import type { UploadedFile } from '../shared/read-body.ts'
import type { Attachment } from './message.ts'
import type { Json } from './wire.ts'
import type { World } from './world.ts'

/** A day, as on the real cdn: an address is signed when it is shown, and dies. */
const lifeMs = 24 * 60 * 60 * 1000

const secret = randomBytes(32)

export function storeAttachment(
  world: World,
  channelId: string,
  file: UploadedFile & { description?: string | undefined },
): Attachment {
  const attachment: Attachment = {
    id: world.makeId(),
    name: file.name.replace(/[^\w.-]+/g, '_') || 'file',
    mimeType: file.mimeType,
    bytes: file.bytes,
    description: file.description,
  }
  world.attachments.set(attachment.id, { ...attachment, channelId })
  return attachment
}

export function attachmentJson(world: World, channelId: string, attachment: Attachment): Json {
  const url = signedUrl(world, channelId, attachment)
  return {
    id: attachment.id,
    filename: attachment.name,
    size: attachment.bytes.length,
    url,
    proxy_url: url,
    content_type: attachment.mimeType,
    ...(attachment.description !== undefined && { description: attachment.description }),
    ...pictureSize(attachment.bytes),
  }
}

/** `ex` and `is` are seconds in hexadecimal, `hm` the signature. */
function signedUrl(world: World, channelId: string, attachment: Attachment): string {
  const path = `/attachments/${channelId}/${attachment.id}/${encodeURIComponent(attachment.name)}`
  const issued = Math.floor(world.clock.now() / 1000)
  const ex = (issued + lifeMs / 1000).toString(16)
  const is = issued.toString(16)
  return `${world.origin}/cdn${path}?ex=${ex}&is=${is}&hm=${sign(path, ex, is)}&`
}

/** Whether an address was signed here and is still good. */
export function isSigned(world: World, path: string, query: URLSearchParams): boolean {
  const [ex, is, hm] = [query.get('ex') ?? '', query.get('is') ?? '', query.get('hm') ?? '']
  return hm === sign(path, ex, is) && Number.parseInt(ex, 16) * 1000 > world.clock.now()
}

function sign(path: string, ex: string, is: string): string {
  return createHmac('sha256', secret).update(`${path}\n${ex}\n${is}`).digest('hex')
}

export function hashOf(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex')
}

// Pictures carry their size; a PNG says it in its first chunk.
function pictureSize(bytes: Uint8Array): Json {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.length < 24 || view.toString('latin1', 1, 4) !== 'PNG') return {}
  return { width: view.readUInt32BE(16), height: view.readUInt32BE(20) }
}
