import { BridgeError } from '@pocketping/core'
import { cleanLine, recent, visitorSender } from '@pocketping/core/bridge-kit'
import type { Api } from './api.ts'
import { CODES, codeOf, toBridgeError } from './errors.ts'
import {
  createdSchema,
  type DiscordMessage,
  type DiscordWebhook,
  messageSchema,
  messagesSchema,
  threadSchema,
  webhookSchema,
  webhooksSchema,
} from './payloads.ts'
import { read } from './place.ts'
import { isSame, QUIET } from './texts.ts'

const NAME = 'PocketPing'
const MAX_NAME_LENGTH = 80

// A message that may stand already is looked for among the last ones, as far back as tries may lie apart.
const LOOK_BACK_MESSAGES = '50'
const LOOK_BACK_MS = 15 * 60_000

/** Messages under a visitor's name. */
export interface Webhooks {
  /** Posts; answers with the message's id. `key` is the same for every try of one message. */
  post(threadId: string, name: string, content: string, key: string): Promise<string>
  /** True for what this process posted so. */
  isKnown(messageId: string): boolean
  /** Changes what a webhook of ours posted. */
  edit(threadId: string, messageId: string, content: string): Promise<void>
}

interface Hook {
  id: string
  token: string
}

export function createWebhooks(api: Api, clock: { now(): number }): Webhooks {
  const parents = recent<string>(2000)
  const hooks = recent<Promise<Hook>>(50)
  /** Messages of which nobody knows whether they were posted: when they were tried first. */
  const uncertain = recent<number>(200)
  const known = recent<true>(2000)

  const parentOf = async (threadId: string): Promise<string> => {
    const cached = parents.get(threadId)
    if (cached !== undefined) return cached
    const { parent_id: parent } = await read(api, `/channels/${threadId}`, threadSchema)
    if (!parent) throw new BridgeError('refused', `${threadId} is no thread of a channel.`)
    parents.set(threadId, parent)
    return parent
  }

  const hookFor = async (threadId: string): Promise<Hook> => {
    const channelId = await parentOf(threadId)
    const hook = hooks.get(channelId) ?? findOrMake(api, channelId)
    hooks.set(channelId, hook)
    return hook.catch((error: unknown) => {
      hooks.delete(channelId)
      throw toBridgeError(error, { needs: '"Manage Webhooks"' })
    })
  }

  /** Does something with the webhook, and again with a new one where somebody deleted it. */
  const withHook = async <Result>(
    threadId: string,
    act: (hook: Hook) => Promise<Result>,
  ): Promise<Result> => {
    try {
      return await act(await hookFor(threadId))
    } catch (error) {
      if (codeOf(error) !== CODES.unknownWebhook) throw error
      hooks.delete(await parentOf(threadId))
      return act(await hookFor(threadId))
    }
  }

  const execute = async (threadId: string, name: string, content: string): Promise<string> =>
    withHook(threadId, async ({ id, token }) => {
      const call = (username: string): Promise<unknown> =>
        api.call('POST', `/webhooks/${id}/${token}`, {
          auth: false,
          query: { wait: 'true', thread_id: threadId },
          body: { ...QUIET, content, username },
        })
      const answer = await call(webhookName(name)).catch((error: unknown) => {
        // Discord's rules for names are not all published.
        if (codeOf(error) !== CODES.invalidForm || !saysUsername(error)) throw error
        return call('Visitor')
      })
      return createdSchema.parse(answer).id
    })

  /** Webhooks take no nonce, so a message whose answer was lost is looked for before it is posted again. */
  const findPosted = async (
    threadId: string,
    content: string,
    since: number,
  ): Promise<string | undefined> => {
    const hook = await hookFor(threadId)
    const latest = await read(api, `/channels/${threadId}/messages`, messagesSchema, {
      limit: LOOK_BACK_MESSAGES,
    })
    const isFound = (message: DiscordMessage | undefined): boolean =>
      message !== undefined && isLost(message, hook, content, since) && !known.get(message.id)
    return latest.find(({ message }) => isFound(message))?.id
  }

  return {
    async post(threadId, name, content, key) {
      const firstTry = uncertain.get(key)
      const found = firstTry === undefined ? undefined : await findPosted(threadId, content, firstTry)
      try {
        const id = found ?? (await execute(threadId, name, content))
        known.set(id, true)
        uncertain.delete(key)
        return id
      } catch (error) {
        if (toBridgeError(error).kind === 'unavailable') uncertain.set(key, firstTry ?? clock.now())
        throw error
      }
    },
    isKnown: messageId => known.get(messageId) === true,
    async edit(threadId, messageId, content) {
      const message = await read(api, `/channels/${threadId}/messages/${messageId}`, messageSchema)
      const { id, token } = await hookFor(threadId)
      // The one that posted it was deleted, and nobody else can change it.
      if (message.webhook_id !== id)
        throw new BridgeError('message-gone', 'The webhook that posted this is gone.')
      await api.call('PATCH', `/webhooks/${id}/${token}/messages/${messageId}`, {
        auth: false,
        query: { thread_id: threadId },
        body: { ...QUIET, content },
      })
    },
  }
}

async function findOrMake(api: Api, channelId: string): Promise<Hook> {
  const found = (await read(api, `/channels/${channelId}/webhooks`, webhooksSchema)).find(isOurs)
  const hook =
    found ??
    webhookSchema.parse(await api.call('POST', `/channels/${channelId}/webhooks`, { body: { name: NAME } }))
  if (!hook.token) throw new BridgeError('unavailable', 'Discord made a webhook without a token.')
  return { id: hook.id, token: hook.token }
}

// Only those that our own application made show it their token.
function isOurs({ name, token }: DiscordWebhook): boolean {
  return name === NAME && Boolean(token)
}

function isLost(message: DiscordMessage, hook: Hook, content: string, since: number): boolean {
  const writtenAt = Number(BigInt(message.id) >> 22n) + 1_420_070_400_000
  return (
    message.webhook_id === hook.id && isSame(message.content, content) && writtenAt > since - LOOK_BACK_MS
  )
}

function saysUsername(error: unknown): boolean {
  return /username/.test(toBridgeError(error).message)
}

/** A visitor's name as Discord takes it. */
export function webhookName(name: string): string {
  const taken = name.replace(/[@#:`]/g, ' ').replace(/(disc)(ord)|(cly)(de)/gi, '$1$3-$2$4')
  const clean = cleanLine(taken, MAX_NAME_LENGTH - ' (visitor)'.length)
  return visitorSender(clean || 'Visitor')
}
