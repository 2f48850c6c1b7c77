import type { Channel } from './channel.ts'
import type { Json } from './wire.ts'
import { makeId, type World } from './world.ts'

/** A file as Slack keeps it. */
export interface SlackFile {
  id: string
  name: string
  title: string
  mimeType: string
  bytes: Uint8Array
  userId: string
  /** Seconds since the epoch. */
  created: number
  /** Where it was shared. */
  shares: { channel: Channel; ts: string; threadTs: string | undefined }[]
  isDeleted: boolean
}

/** Leave to upload one file. */
export interface UploadTicket {
  fileId: string
  name: string
  length: number
  bytes: Uint8Array | undefined
}

export function storeFile(
  world: World,
  given: Pick<SlackFile, 'name' | 'bytes' | 'userId'> & { id?: string; title?: string; mimeType?: string },
): SlackFile {
  const file: SlackFile = {
    id: given.id ?? makeId(world, 'F'),
    name: given.name,
    title: given.title ?? given.name,
    mimeType: given.mimeType ?? mimeTypeOf(given.name),
    bytes: given.bytes,
    userId: given.userId,
    created: Math.floor(world.clock.now() / 1000),
    shares: [],
    isDeleted: false,
  }
  world.files.set(file.id, file)
  return file
}

export function fileJson(world: World, file: SlackFile): Json {
  if (file.isDeleted) return { id: file.id, mode: 'tombstone' }
  const name = encodeURIComponent(file.name)
  const base = `${world.origin}/files-pri/${world.team.id}-${file.id}`
  const extension = file.name.split('.').at(-1)?.toLowerCase() ?? 'binary'
  return {
    id: file.id,
    created: file.created,
    timestamp: file.created,
    name: file.name,
    title: file.title,
    mimetype: file.mimeType,
    filetype: extension,
    pretty_type: extension.toUpperCase(),
    user: file.userId,
    user_team: world.team.id,
    editable: false,
    size: file.bytes.length,
    mode: 'hosted',
    is_external: false,
    external_type: '',
    is_public: true,
    public_url_shared: false,
    display_as_bot: false,
    username: '',
    url_private: `${base}/${name}`,
    url_private_download: `${base}/download/${name}`,
    permalink: `${world.origin}/files/${file.userId}/${file.id}/${name}`,
    permalink_public: `${world.origin}/files-pub/${world.team.id}-${file.id}`,
    is_starred: false,
    has_rich_preview: false,
    file_access: 'visible',
    shares: sharesJson(file),
  }
}

// `{ public: { C1: [{ ts, thread_ts }] } }`, and `private` for private channels.
function sharesJson({ shares }: SlackFile): Json {
  const json: Record<string, Record<string, Json[]>> = {}
  for (const { channel, ts, threadTs } of shares) {
    const kind = channel.isPrivate ? 'private' : 'public'
    const byChannel = json[kind] ?? {}
    json[kind] = byChannel
    const share = { ts, channel_name: channel.name, ...(threadTs !== undefined && { thread_ts: threadTs }) }
    byChannel[channel.id] = [...(byChannel[channel.id] ?? []), share]
  }
  return json
}

const mimeTypes: ReadonlyMap<string, string> = new Map([
  ['gif', 'image/gif'],
  ['jpeg', 'image/jpeg'],
  ['jpg', 'image/jpeg'],
  ['json', 'application/json'],
  ['mp3', 'audio/mpeg'],
  ['mp4', 'video/mp4'],
  ['pdf', 'application/pdf'],
  ['png', 'image/png'],
  ['txt', 'text/plain'],
  ['webp', 'image/webp'],
  ['zip', 'application/zip'],
])

function mimeTypeOf(name: string): string {
  return mimeTypes.get(name.split('.').at(-1)?.toLowerCase() ?? '') ?? 'application/octet-stream'
}
