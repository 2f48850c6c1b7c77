import type { Clock } from '@pocketping/core'
import { recent } from '@pocketping/core/bridge-kit'
import { forGrammy, type TelegramClient } from './client.ts'

// The widget gets the picture itself, with every message of this operator: it must be tiny.
const MAX_BYTES = 10_240
const TIMEOUT_MS = 5000
const REFRESH_MS = 24 * 60 * 60 * 1000
const RETRY_MS = 10 * 60 * 1000

/** Finds an operator's picture as a `data:` address; undefined where there is none, or none that is small enough. */
export type FindAvatar = (userId: number) => Promise<string | undefined>

/**
 * Telegram's own address of a picture contains the bot's token, so its bytes are fetched and the address stays here.
 * Each operator is looked up once a day.
 */
export function createAvatars(
  client: TelegramClient,
  clock: Clock,
  warn: (error: unknown) => void,
): FindAvatar {
  const known = recent<{ until: number; avatar: Promise<string | undefined> }>(200)

  const lookUp = (userId: number): Promise<string | undefined> => {
    const entry = { until: clock.now() + REFRESH_MS, avatar: fetchAvatar(client, userId).catch(fail) }
    // A picture is never worth a message that waits or is lost.
    function fail(error: unknown): undefined {
      entry.until = clock.now() + RETRY_MS
      warn(error)
    }
    known.set(String(userId), entry)
    return entry.avatar
  }

  return async userId => {
    const entry = known.get(String(userId))
    return entry && clock.now() < entry.until ? entry.avatar : lookUp(userId)
  }
}

async function fetchAvatar(client: TelegramClient, userId: number): Promise<string | undefined> {
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  const { photos } = await client.api.getUserProfilePhotos(userId, { limit: 1 }, forGrammy(signal))
  const smallest = photos[0]?.toSorted((left, right) => left.width - right.width)[0]
  if (!smallest || (smallest.file_size ?? 0) > MAX_BYTES) return undefined
  const { file_path: path } = await client.api.getFile(smallest.file_id, forGrammy(signal))
  if (!path) return undefined
  const bytes = await client.download(path, MAX_BYTES, signal)
  const type = imageType(bytes)
  return type && `data:${type};base64,${Buffer.from(bytes).toString('base64')}`
}

function imageType(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'image/jpeg'
  if (bytes[0] === 0x89 && bytes[1] === 0x50 && bytes[2] === 0x4e && bytes[3] === 0x47) return 'image/png'
  return undefined
}
