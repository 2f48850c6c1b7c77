import { BridgeError } from '@pocketping/core'
import type { StyledText } from '@pocketping/core/bridge-kit'
import type { ChatPostMessageArguments, ChatUpdateArguments } from '@slack/web-api'
import type { Address } from './addresses.ts'
import type { SlackClient } from './client.ts'
import { refusalOf, toBridgeError } from './errors.ts'
import { escapeText } from './mrkdwn.ts'
import { KEY_EVENT } from './posted.ts'
import { type RichText, toRichText } from './rich-text.ts'

// Nothing that a visitor names is fetched by Slack, and nobody is called.
const QUIET = { parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false } as const

/** Under what name a message is posted, where that is not the bot's. */
export interface Speaker {
  username: string
  icon_url?: string
}

/** What a message of ours carries unseen: the `key` to find it by and, where it opens a thread, the name of its `visitor`. */
export type Payload = Readonly<Record<string, string>>

/** Posts one message, in a thread or at the top of the channel; answers with its `ts`. */
export async function postMessage(
  client: SlackClient,
  channel: string,
  message: RichText,
  options: { threadTs?: string; speaker?: Speaker; payload: Payload },
): Promise<string> {
  const { threadTs, speaker, payload } = options
  const web = await client.web()
  const { ts, message: posted } = await web.chat.postMessage({
    channel,
    ...QUIET,
    mrkdwn: false,
    ...message,
    metadata: { event_type: KEY_EVENT, event_payload: payload },
    ...(threadTs && { thread_ts: threadTs }),
    ...speaker,
  } as ChatPostMessageArguments)
  if (!ts) throw new BridgeError('unavailable', 'Slack did not say where it put a message.')
  // Slack does not refuse a reply to a message that is gone: it puts it into the channel, for all to wonder at
  // (slack-go/slack#1571, slackapi/python-slack-events-api#87).
  if (threadTs && posted && posted.thread_ts !== threadTs) throw await goneThread(client, { channel, ts })
  return ts
}

/** Takes a reply that found no thread out of the channel again, and says what happened. */
async function goneThread(client: SlackClient, stray: Address): Promise<BridgeError> {
  const gone = 'The Slack message that opened this thread was deleted.'
  try {
    await deleteMessage(client, stray)
    return new BridgeError('thread-gone', gone)
  } catch (error) {
    // The new thread matters more than a message too many.
    return new BridgeError(
      'thread-gone',
      `${gone} A reply to it is left in the channel: ${toBridgeError(error).message}`,
    )
  }
}

/** Posts a text in a thread; answers with its id. */
export async function postText(
  client: SlackClient,
  thread: Address,
  text: StyledText,
  options: { key: string; speaker?: Speaker },
): Promise<string> {
  const { channel, ts: threadTs } = thread
  const { key, speaker } = options
  return inBlocks(text, message =>
    postMessage(client, channel, message, { threadTs, payload: { key }, ...(speaker && { speaker }) }),
  )
}

/** Changes one message of ours; equal content is no error to Slack. */
export async function editText(client: SlackClient, message: Address, text: StyledText): Promise<void> {
  await inBlocks(text, content => updateMessage(client, message, content))
}

export async function updateMessage(
  client: SlackClient,
  { channel, ts }: Address,
  content: RichText,
  payload?: Payload,
): Promise<void> {
  const web = await client.web()
  const metadata = { event_type: KEY_EVENT, event_payload: { ...payload } }
  await web.chat.update({
    channel,
    ts,
    ...content,
    parse: 'none',
    link_names: false,
    ...(payload && { metadata }),
  } as ChatUpdateArguments)
}

/** Deletes a message; one that is gone already counts as done. */
export async function deleteMessage(client: SlackClient, { channel, ts }: Address): Promise<void> {
  const web = await client.web()
  try {
    await web.chat.delete({ channel, ts })
  } catch (error) {
    const word = refusalOf(error)
    if (word === 'cant_delete_message')
      throw new BridgeError(
        'refused',
        'Slack lets a bot delete only its own messages. Whoever wrote it can delete it: message → ⋮ → Delete message.',
      )
    if (word !== 'message_not_found') throw error
  }
}

// A text that arrives plain is better than one that never arrives.
async function inBlocks<Result>(
  text: StyledText,
  run: (content: RichText) => Promise<Result>,
): Promise<Result> {
  try {
    return await run(toRichText(text))
  } catch (error) {
    if (!/blocks/.test(refusalOf(error) ?? '')) throw error
    return run({ text: escapeText(text.text.toWellFormed()), blocks: [] })
  }
}
