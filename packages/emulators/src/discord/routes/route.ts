import type { UploadedFile } from '../../shared/read-body.ts'
import { missingAccess, unknownChannel, unknownMessage } from '../errors.ts'
import type { Channel } from '../guild.ts'
import type { BucketName, Limiter } from '../limits.ts'
import type { Message } from '../message.ts'
import type { Nonces } from '../nonces.ts'
import { botSees } from '../permissions.ts'
import type { Json } from '../wire.ts'
import { findChannel, findMessage, type World } from '../world.ts'

/** One call, with what it can reach. */
export interface Call {
  world: World
  limiter: Limiter
  nonces: Nonces
  /** How many sessions may be started, for `GET /gateway/bot`. */
  sessionStartLimit: () => Json
  /** Ids from the path, by name. */
  path: Record<string, string>
  query: URLSearchParams
  body: Json
  /** Files by the n of `files[n]`. */
  files: ReadonlyMap<string, UploadedFile>
}

/** 200 with a body, or 204 without, unless it says otherwise. */
export interface Answer {
  status?: number
  body?: unknown
}

/** One operation of the API. */
export interface Route {
  /** As discord.js and the documentation call it, in camel case; journal and faults go by it. */
  name: string
  verb: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With `:names`; those that end in `@me` come first. */
  path: string
  bucket: BucketName
  /** Whether the path's own token is enough. */
  isOpen?: boolean
  run: (call: Call) => Answer
}

/** The channel in the path, if the bot may know of it. */
export function channelOf({ world, path }: Call): Channel {
  const channel = findChannel(world, path.channel ?? '')
  if (channel === undefined) throw unknownChannel()
  if (!botSees(world, channel)) throw missingAccess()
  return channel
}

/** The message in the path. */
export function messageOf({ path }: Call, channel: Channel): Message {
  const message = findMessage(channel, path.message ?? '')
  if (message === undefined) throw unknownMessage()
  return message
}

/** Whether the app may read what others wrote: over REST it goes by the app's page, not by the session's intents. */
export function seesContent(world: World): boolean {
  return world.privileged.has('MESSAGE_CONTENT')
}
