import type { UploadedFile } from './arguments.ts'
import type { StoredFile } from './chat.ts'
import type { World } from './world.ts'

/** Files larger than this cannot be fetched by bots. */
export const maxDownloadBytes: number = 20 * 1024 * 1024

// The first bytes of the pictures that Telegram takes as photos.
const signatures: readonly [string, number[]][] = [
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/png', [0x89, 0x50, 0x4e, 0x47]],
  ['image/gif', [0x47, 0x49, 0x46, 0x38]],
  ['image/webp', [0x52, 0x49, 0x46, 0x46]],
]

/** What kind of picture these bytes are, `undefined` when they are none. */
export function imageType(bytes: Uint8Array): string | undefined {
  return signatures.find(([, start]) => start.every((byte, index) => bytes[index] === byte))?.[0]
}

/** The smallest PNG there is: one transparent pixel. */
export const pixelPng: Uint8Array = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)

/** Keeps a file and gives it the ids under which it is known. */
export function storeFile(
  world: World,
  uploaded: UploadedFile,
  size?: { width: number; height: number },
): StoredFile {
  const number = ++world.lastFileNumber
  const file: StoredFile = {
    fileId: `AgACAgQAAxkBAAE${number}`,
    uniqueId: `AQAD${number}`,
    name: uploaded.name,
    mimeType: uploaded.mimeType,
    bytes: uploaded.bytes,
    ...size,
  }
  world.files.set(file.fileId, file)
  return file
}

// The path under which a file is served: `/file/bot<token>/<path>`.
function filePath(file: StoredFile): string {
  const folder = file.mimeType.startsWith('image/') ? 'photos' : 'documents'
  const extension = /\.[A-Za-z0-9]{1,8}$/.exec(file.name)?.[0] ?? ''
  return `${folder}/${file.uniqueId}${extension}`
}

// "It is guaranteed that the link will be valid for at least 1 hour"; here it is not valid for a minute longer.
const openMs = 60 * 60 * 1000

/** Opens a file's address for an hour. */
export function openFile(world: World, file: StoredFile): string {
  file.openUntil = world.clock.now() + openMs
  return filePath(file)
}

/** Finds a file by an address that `getFile` gave and that still works. */
export function findOpenFile(world: World, path: string): StoredFile | undefined {
  const now = world.clock.now()
  return [...world.files.values()].find(file => (file.openUntil ?? 0) > now && filePath(file) === path)
}
