import { recent } from '@pocketping/core/bridge-kit'
import type { Api } from './api.ts'
import { CODES, codeOf } from './errors.ts'
import { editText, postText } from './texts.ts'
import type { Wake } from './wake.ts'
import type { Webhooks } from './webhooks.ts'

export interface SpeakOptions {
  nonce: string
  replyTo: string | undefined
  /** True where it is the visitor who speaks. */
  isVisitor: boolean
}

/** Single messages in threads, in the bot's name or in the visitor's. */
export interface Speaker {
  post(threadId: string, text: string, options: SpeakOptions): Promise<string>
  edit(threadId: string, messageId: string, text: string): Promise<void>
  /** What is gone already counts as done. */
  remove(threadId: string, messageId: string): Promise<void>
  /** True for what this process removed itself. */
  isRemoved(messageId: string): boolean
}

export interface SpeakerOptions {
  api: Api
  wake: Wake
  webhooks: Webhooks
  /** Finds the visitor's name; undefined where the bot speaks for everybody. */
  findVisitor: ((threadId: string) => Promise<string>) | undefined
}

export function createSpeaker({ api, wake, webhooks, findVisitor }: SpeakerOptions): Speaker {
  const removed = recent<true>(500)

  return {
    // Webhooks cannot answer a message, so an answer is the bot's.
    post: (threadId, text, { nonce, replyTo, isVisitor }) =>
      wake.forGood(threadId, async () => {
        if (!findVisitor || !isVisitor || replyTo !== undefined)
          return postText(api, threadId, text, { nonce, replyTo })
        return webhooks.post(threadId, await findVisitor(threadId), text, nonce)
      }),
    edit: (threadId, messageId, text) =>
      wake.briefly(threadId, async () => {
        if (webhooks.isKnown(messageId)) return webhooks.edit(threadId, messageId, text)
        try {
          await editText(api, threadId, messageId, text)
        } catch (error) {
          if (codeOf(error) !== CODES.notOurMessage) throw error
          await webhooks.edit(threadId, messageId, text)
        }
      }),
    async remove(threadId, messageId) {
      removed.set(messageId, true)
      try {
        await wake.briefly(threadId, () => api.call('DELETE', `/channels/${threadId}/messages/${messageId}`))
      } catch (error) {
        if (codeOf(error) !== CODES.unknownMessage) throw error
      }
    },
    isRemoved: messageId => removed.get(messageId) === true,
  }
}
