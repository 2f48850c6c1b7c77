import { BridgeError, type BridgeErrorKind } from '@pocketping/core'
import { GrammyError, HttpError } from 'grammy'

// What Telegram's own words mean, first match wins. Sources: telegram-bot-api's Client.cpp and TDLib's error texts.
const MEANINGS: readonly [words: RegExp, kind: BridgeErrorKind, fix?: string][] = [
  [/message thread not found|TOPIC_DELETED|TOPIC_ID_INVALID/i, 'thread-gone'],
  [
    /message (to (edit|delete|react|be replied) not found|can't be edited)|MESSAGE_ID_INVALID|MESSAGE_EDIT_TIME_EXPIRED/i,
    'message-gone',
  ],
  [
    /TOPIC_CLOSED/,
    'misconfigured',
    'Let the bot write in closed topics: make it an administrator with "Manage Topics".',
  ],
  [
    /not enough rights|CHAT_ADMIN_REQUIRED|administrator rights|RIGHT_FORBIDDEN|have no rights/i,
    'misconfigured',
    'Make the bot an administrator of the group with "Manage Topics" and "Delete Messages": group name → Edit → Administrators.',
  ],
  [
    /bot was kicked|bot is not a member|CHAT_WRITE_FORBIDDEN|USER_BANNED_IN_CHANNEL/i,
    'misconfigured',
    'Add the bot to the group again, as an administrator: group name → Edit → Administrators → Add Admin.',
  ],
  [
    /chat not found|PEER_ID_INVALID|CHANNEL_PRIVATE|group chat was (deactivated|deleted)/i,
    'misconfigured',
    'Check the option chatId, and that the bot is a member of that group.',
  ],
  [
    /chat is not a forum|CHANNEL_FORUM_MISSING/i,
    'misconfigured',
    'Turn topics on: group name → Edit → Topics.',
  ],
  [
    /REACTION_INVALID|reactions? (is|are) not (allowed|available)/i,
    'refused',
    'Allow all reactions: group name → Edit → Reactions.',
  ],
]

const WRONG_TOKEN =
  'Telegram does not know this token. Copy it from BotFather: /mybots → your bot → API Token.'

/** True where Telegram refused the call with such words. */
export function isRefusal(error: unknown, words: RegExp): error is GrammyError {
  return error instanceof GrammyError && words.test(error.description)
}

/** What already stands as it should; Telegram refuses to do it twice. */
export const NOT_MODIFIED: RegExp = /message is not modified|TOPIC_NOT_MODIFIED/i

/** What Telegram threw, as the engine understands it. The original is left out: it carries texts, and sometimes the token. */
export function toBridgeError(error: unknown): BridgeError {
  if (error instanceof BridgeError) return error
  if (error instanceof GrammyError) return fromAnswer(error)
  if (error instanceof HttpError)
    return new BridgeError('unavailable', `Telegram cannot be reached: ${describe(error.error)}.`)
  return new BridgeError('unavailable', `Telegram: ${describe(error)}.`)
}

function fromAnswer(error: GrammyError): BridgeError {
  const said = `Telegram refused ${error.method}: ${redact(error.description)}.`
  switch (error.error_code) {
    case 401:
      return new BridgeError('misconfigured', WRONG_TOKEN)
    case 404:
      // An unknown method has its own words; without them the token itself is malformed.
      return /method/i.test(error.description)
        ? new BridgeError('misconfigured', `${said} The server at apiRoot is too old.`)
        : new BridgeError('misconfigured', WRONG_TOKEN)
    case 409:
      return new BridgeError('unavailable', said)
    case 420:
    case 429: {
      const seconds = error.parameters.retry_after ?? 5
      return new BridgeError('rate-limited', said, { retryAfterMs: seconds * 1000 })
    }
  }
  if (error.error_code >= 500) return new BridgeError('unavailable', said)
  const meaning = MEANINGS.find(([words]) => words.test(error.description))
  if (meaning) return new BridgeError(meaning[1], meaning[2] ? `${said} ${meaning[2]}` : said)
  return new BridgeError(error.error_code === 403 ? 'misconfigured' : 'refused', said)
}

/** An error's words, without a token. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return redact(String(error))
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : ''
  return redact(`${error.message}${cause}`)
}

/** Takes tokens out of a text: they stand in Telegram's addresses, and so in the errors of HTTP clients. */
export function redact(text: string): string {
  return text.replace(/bot\d+:[\w-]+|\b\d{5,}:[\w-]{20,}/g, 'bot<token>')
}
