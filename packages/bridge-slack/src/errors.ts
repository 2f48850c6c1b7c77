import { BridgeError, type BridgeErrorKind } from '@pocketping/core'

/** How Socket Mode is turned on. */
export const SOCKET_MODE_FIX =
  'Turn Socket Mode on: api.slack.com/apps → your app → Socket Mode → Enable Socket Mode.'

// What Slack's errors mean. Sources: the error tables of chat.postMessage, chat.update, chat.delete, reactions.add,
// conversations.info, conversations.replies and apps.connections.open on docs.slack.dev.
const MEANINGS: Readonly<Record<string, readonly [kind: BridgeErrorKind, fix?: string]>> = {
  thread_not_found: ['thread-gone'],
  invalid_thread_ts: ['thread-gone'],
  cannot_reply_to_message: ['thread-gone'],
  message_not_found: ['message-gone'],
  cant_update_message: ['message-gone'],
  edit_window_closed: ['message-gone'],
  cant_delete_message: ['refused', 'A bot may delete only its own messages.'],
  compliance_exports_prevent_deletion: [
    'refused',
    'The workspace keeps everything for its compliance exports.',
  ],
  channel_not_found: [
    'misconfigured',
    'Check the option channelId. A private channel is only found once the bot is in it: write /invite @… in it.',
  ],
  not_in_channel: ['misconfigured', 'Invite the bot: write /invite @… in the channel.'],
  is_archived: ['misconfigured', 'Unarchive the channel, or choose another one with the option channelId.'],
  restricted_action: [
    'misconfigured',
    'Let the bot post in this channel: channel name → Settings → Posting permissions.',
  ],
  restricted_action_read_only_channel: [
    'misconfigured',
    'Let the bot post in this channel: channel name → Settings → Posting permissions.',
  ],
  restricted_action_non_threadable_channel: [
    'misconfigured',
    'Threads are off in this channel: allow them, or choose another one with the option channelId.',
  ],
  restricted_action_thread_locked: ['misconfigured', 'Unlock the thread, so that the bot can post in it.'],
  missing_scope: ['misconfigured'],
  is_inactive: ['misconfigured', 'Unarchive the channel, or choose another one with the option channelId.'],
  socket_mode_not_enabled: ['misconfigured', SOCKET_MODE_FIX],
  internal_error: ['unavailable'],
  fatal_error: ['unavailable'],
  service_unavailable: ['unavailable'],
  request_timeout: ['unavailable'],
  team_added_to_org: ['unavailable'],
  ratelimited: ['rate-limited'],
  rate_limited: ['rate-limited'],
  message_limit_exceeded: ['rate-limited'],
}

const TOKEN_FIX =
  'Copy the option token from api.slack.com/apps → your app → OAuth & Permissions → Bot User OAuth Token; install the app to the workspace first.'
const APP_TOKEN_FIX =
  'Copy the option appToken from api.slack.com/apps → your app → Basic Information → App-Level Tokens; it needs the scope connections:write.'

const NOT_THIS_TOKEN = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'not_allowed_token_type',
  'user_removed_from_team',
  'team_disabled',
  'org_login_required',
  'access_denied',
  'no_permission',
])

// Where Slack does not say how long.
const DEFAULT_PAUSE_SECONDS = 30

/** What Slack's SDK throws, as far as we read it. It is told by its `code`, so that the SDK itself may stay unloaded. */
interface SdkError extends Error {
  code: string
  data?: {
    error?: string
    needed?: string
    response_metadata?: { messages?: string[]; retryAfter?: number }
  }
  retryAfter?: number
  statusCode?: number
}

/** Slack's word for why it refused a call; undefined for any other failure. */
export function refusalOf(error: unknown): string | undefined {
  return isSdkError(error) && error.code === 'slack_webapi_platform_error' ? error.data?.error : undefined
}

/** True where nobody knows whether Slack did what it was asked. */
export function isUnanswered(error: unknown): boolean {
  return (
    isSdkError(error) &&
    (error.code === 'slack_webapi_request_error' || error.code === 'slack_webapi_http_error')
  )
}

/** What was thrown, as the engine understands it. The original is left out: it carries texts and sometimes a token. */
export function toBridgeError(error: unknown, token: 'token' | 'appToken' = 'token'): BridgeError {
  if (error instanceof BridgeError) return error
  if (!isSdkError(error)) return new BridgeError('unavailable', `Slack: ${describe(error)}.`)
  switch (error.code) {
    case 'slack_webapi_platform_error':
      return fromAnswer(error, token)
    case 'slack_webapi_rate_limited_error':
      return rateLimited(error.retryAfter)
    case 'slack_webapi_http_error':
      return new BridgeError('unavailable', `Slack answered with the status ${error.statusCode}.`)
    default:
      return new BridgeError('unavailable', `Slack cannot be reached: ${describe(error)}.`)
  }
}

function fromAnswer({ data }: SdkError, token: 'token' | 'appToken'): BridgeError {
  const word = data?.error ?? ''
  // What is no word of Slack's comes from something in between.
  if (!/^[a-z0-9_]{1,80}$/.test(word)) return new BridgeError('unavailable', 'Slack answered with no JSON.')
  const details = data?.response_metadata?.messages?.join(' ') ?? ''
  const said = redact(`Slack refused: ${word}${details && ` (${details})`}.`)
  if (NOT_THIS_TOKEN.has(word))
    return new BridgeError('misconfigured', `${said} ${token === 'token' ? TOKEN_FIX : APP_TOKEN_FIX}`)
  if (word === 'missing_scope')
    return new BridgeError('misconfigured', `${said} ${scopeFix(data?.needed, token)}`)
  const [kind, fix] = MEANINGS[word] ?? ['refused']
  if (kind === 'rate-limited') return rateLimited(data?.response_metadata?.retryAfter)
  return new BridgeError(kind, fix ? `${said} ${fix}` : said)
}

/** How to give the app a scope. */
export function scopeFix(scopes: string | undefined, token: 'token' | 'appToken' = 'token'): string {
  if (token === 'appToken') return APP_TOKEN_FIX
  return (
    `Add ${scopes ?? 'the scopes of the manifest'}: api.slack.com/apps → your app → OAuth & Permissions → Bot Token Scopes, ` +
    'then install the app anew.'
  )
}

function rateLimited(seconds: number = DEFAULT_PAUSE_SECONDS): BridgeError {
  return new BridgeError('rate-limited', `Slack wants no more for ${seconds} seconds.`, {
    retryAfterMs: seconds * 1000,
  })
}

/** An error's words, without a token. */
export function describe(error: unknown): string {
  if (!(error instanceof Error))
    return redact(error === undefined ? 'the connection was closed' : String(error))
  const cause = error.cause instanceof Error ? causeOf(error.cause) : ''
  return redact(`${error.message}${cause && ` (${cause})`}`)
}

// fetch hides the reason one level deeper.
function causeOf(cause: Error): string {
  return cause.cause instanceof Error ? `${cause.message}: ${cause.cause.message}` : cause.message
}

/** Takes out of a text what opens something: tokens, and the tickets in the addresses of sockets. */
export function redact(text: string): string {
  return text
    .replace(/x(?:ox[a-z]|app)(?:\.[a-z]+)?-[\w-]+/gi, 'x…-<token>')
    .replace(/(wss?:\/\/[^\s?]*)\?[^\s)]*/g, '$1?<ticket>')
}

function isSdkError(error: unknown): error is SdkError {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    error.code.startsWith('slack_')
  )
}
