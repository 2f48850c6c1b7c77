import type { PlatformName } from '../support/bridges.ts'

/** Where a life of the application ends. */
export type Point =
  /** The process kills itself there. */
  | { step: string; nth: number }
  /** It is killed while a platform has a call before it, or has executed it and not answered yet. */
  | { platform: PlatformName; method: string; moment: 'before' | 'after'; isAtStart?: boolean }

const MOMENTS = ['before', 'after'] as const

/** Every step between "frame received" and "platform answered", and between "update received" and "visitor told". */
export const telegramPoints: readonly Point[] = [
  ...steps('commit', 16),
  ...steps('claimJobs', 8),
  ...steps('telegram send', 5),
  ...steps('telegram react', 4),
  ...steps('telegram receive', 3),
  ...calls('telegram', 'sendMessage', 10),
  ...calls('telegram', 'setMessageReaction', 3),
  ...calls('telegram', 'getUpdates', 6),
]

export const discordPoints: readonly Point[] = [
  ...steps('discord send', 3),
  ...steps('discord react', 2),
  ...steps('discord receive', 2),
  ...calls('discord', 'createMessage', 4),
  ...calls('discord', 'createReaction', 2),
  ...calls('discord', 'getActiveThreads', 1, true),
  ...calls('discord', 'getPublicArchivedThreads', 1, true),
  ...calls('discord', 'getMessages', 2, true),
  ...calls('discord', 'getGatewayBot', 1, true),
]

export const slackPoints: readonly Point[] = [
  ...steps('slack send', 3),
  ...steps('slack react', 2),
  ...steps('slack receive', 2),
  ...calls('slack', 'chat.postMessage', 4),
  ...calls('slack', 'reactions.add', 2),
  ...calls('slack', 'conversations.history', 1, true),
  ...calls('slack', 'conversations.replies', 2, true),
  ...calls('slack', 'apps.connections.open', 1, true),
  ...calls('slack', 'users.info', 1, true),
]

function steps(name: string, times: number): Point[] {
  return Array.from({ length: times }, (_, index) => index + 1).flatMap(nth =>
    MOMENTS.map(moment => ({ step: `${moment} ${name}`, nth })),
  )
}

function calls(platform: PlatformName, method: string, times: number, isAtStart = false): Point[] {
  return Array.from({ length: times }).flatMap(() =>
    MOMENTS.map(moment => ({ platform, method, moment, ...(isAtStart && { isAtStart }) })),
  )
}
