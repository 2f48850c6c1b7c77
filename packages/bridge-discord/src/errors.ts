import { BridgeError, type BridgeErrorKind } from '@pocketping/core'

/** What Discord refused, in numbers: https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
export const CODES = {
  unknownChannel: 10003,
  unknownGuild: 10004,
  unknownMember: 10007,
  unknownMessage: 10008,
  unknownEmoji: 10014,
  unknownWebhook: 10015,
  missingAccess: 50001,
  notOurMessage: 50005,
  missingPermissions: 50013,
  invalidForm: 50035,
  archived: 50083,
  twoFactor: 60003,
  threadExists: 160004,
  locked: 160005,
  tooManyThreads: 160006,
} as const

// A proxy in front of Discord refuses without saying for how long.
const LEAST_WAIT_MS = 1000

const WRONG_TOKEN =
  'Discord does not know this token. Copy it from discord.com/developers/applications → your application → Bot → Reset Token.'

const RIGHTS_HELP =
  'Give the bot its rights in the channel: channel settings → Permissions. The README lists them; the log says at start which are missing.'

const MEANINGS: Readonly<Record<number, readonly [kind: BridgeErrorKind, fix?: string]>> = {
  [CODES.unknownGuild]: ['misconfigured', 'The bot is not in the server any more: invite it again.'],
  [CODES.unknownMessage]: ['message-gone'],
  // Ours cannot be edited by anybody else, so the one who could is gone.
  [CODES.notOurMessage]: ['message-gone'],
  [CODES.unknownWebhook]: ['message-gone'],
  [CODES.missingAccess]: [
    'misconfigured',
    `The bot lacks "View Channels" or is not in the server. ${RIGHTS_HELP}`,
  ],
  [CODES.missingPermissions]: ['misconfigured', RIGHTS_HELP],
  [CODES.twoFactor]: [
    'misconfigured',
    'The server demands two-factor authentication of its moderators: turn it on for the account that owns the bot.',
  ],
  [CODES.archived]: ['unavailable'],
  [CODES.locked]: ['unavailable'],
  [CODES.tooManyThreads]: [
    'unavailable',
    'The server has as many active threads as Discord allows: close some of them.',
  ],
  // AutoMod and blocked users refuse with 403 what no right would change.
  200000: ['refused', 'AutoMod blocked it: server settings → AutoMod.'],
  200001: ['refused', 'AutoMod blocked it: server settings → AutoMod.'],
  90001: ['refused'],
}

/** What a call was about, for what is gone or missing. */
export interface Doing {
  /** The permissions that the call needs, as Discord's menus call them. */
  needs?: string
  /** True where the channel of the call is the configured one, and not a thread of ours. */
  isParent?: boolean
}

// The errors of @discordjs/rest by their shape: a second copy of the package has other classes.
interface ApiFailure {
  status: number
  code: number | string
  rawError: { message?: string; errors?: unknown }
}

/** The number of what Discord refused; undefined for everything else. */
export function codeOf(error: unknown): number | undefined {
  return isApiFailure(error) && typeof error.code === 'number' ? error.code : undefined
}

/** What was thrown, as the engine understands it. The original is left out: it carries texts and addresses with tokens. */
export function toBridgeError(error: unknown, doing: Doing = {}): BridgeError {
  if (error instanceof BridgeError) return error
  if (isRateLimit(error))
    return new BridgeError('rate-limited', 'Discord asks to be left alone for a while.', {
      retryAfterMs: Math.ceil(Math.max(error.retryAfter, error.sublimitTimeout ?? 0, LEAST_WAIT_MS)),
    })
  if (isApiFailure(error)) return fromAnswer(error, doing)
  // What discord.js makes of a refused token.
  if (error instanceof Error && 'code' in error && error.code === 'TokenInvalid')
    return new BridgeError('misconfigured', WRONG_TOKEN)
  if (error instanceof Error && 'status' in error)
    return new BridgeError('unavailable', `Discord answered ${String(error.status)}.`)
  return new BridgeError('unavailable', `Discord cannot be reached: ${describe(error)}.`)
}

function fromAnswer(error: ApiFailure, { needs, isParent }: Doing): BridgeError {
  const code = Number(error.code)
  const said = `Discord refused with ${error.status}: ${redact(wordsOf(error))} (${code}).`
  if (error.status === 401) return new BridgeError('misconfigured', WRONG_TOKEN)
  if (error.status === 429) return new BridgeError('rate-limited', said, { retryAfterMs: 5000 })
  if (code === CODES.unknownChannel)
    return isParent
      ? new BridgeError('misconfigured', `${said} Check the option channelId: there is no such channel.`)
      : new BridgeError('thread-gone', said)
  const [kind, fix] = MEANINGS[code] ?? []
  if (kind) {
    const named = needs && kind === 'misconfigured' ? ` Needed here: ${needs}.` : ''
    return new BridgeError(kind, `${said}${fix ? ` ${fix}` : ''}${named}`)
  }
  if (error.status === 403)
    return new BridgeError('misconfigured', `${said} ${RIGHTS_HELP}${needs ? ` Needed here: ${needs}.` : ''}`)
  if (error.status === 404 && code === 0)
    return new BridgeError('misconfigured', `${said} What answers at rest.api is not Discord.`)
  return new BridgeError('refused', said)
}

// "Invalid Form Body" alone says nothing; the fields say why.
function wordsOf({ rawError }: ApiFailure): string {
  const reasons = reasonsIn(rawError.errors)
  return [rawError.message ?? 'no reason given', ...reasons].join('; ')
}

function reasonsIn(errors: unknown, path = ''): string[] {
  if (typeof errors !== 'object' || errors === null) return []
  return Object.entries(errors).flatMap(([key, value]: [string, unknown]) => {
    if (key !== '_errors') return reasonsIn(value, path ? `${path}.${key}` : key)
    const list = Array.isArray(value) ? (value as { message?: unknown }[]) : []
    return list.map(({ message }) => `${path}: ${String(message)}`)
  })
}

function isApiFailure(error: unknown): error is ApiFailure {
  return error instanceof Error && 'rawError' in error && 'status' in error && 'code' in error
}

function isRateLimit(error: unknown): error is { retryAfter: number; sublimitTimeout?: number } {
  return error instanceof Error && 'retryAfter' in error && typeof error.retryAfter === 'number'
}

/** An error's words, without a token. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return redact(String(error))
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : ''
  return redact(`${error.message || error.name}${cause}`)
}

/** Takes tokens out of a text: the bot's own, and those in the addresses of webhooks. */
export function redact(text: string): string {
  return text
    .replace(/(webhooks\/\d+\/)[\w-]+/g, '$1<token>')
    .replace(/\bBot\s+[\w.-]{20,}/g, 'Bot <token>')
    .replace(/[\w-]{18,}\.[\w-]{6}\.[\w-]{20,}/g, '<token>')
}
