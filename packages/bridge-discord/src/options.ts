import { type Clock, PocketPingError } from '@pocketping/core'
import { systemClock } from '@pocketping/core/bridge-kit'
import { z } from 'zod'
import { isSnowflake } from './snowflakes.ts'

/** How `discordBridge` is configured. */
export interface DiscordBridgeOptions {
  /** The bot's token. May be typed as undefined, as the environment is; it is refused then. */
  token: string | undefined
  /** Id of the text or forum channel in which threads are opened, as text. */
  channelId: string | undefined
  /** Other hosts, e.g. a proxy. Defaults: `https://discord.com/api` and `https://cdn.discordapp.com`. */
  rest?: { api?: string; cdn?: string }
  /** Posts visitors' messages under their names, through a webhook of the channel. Default: false. */
  impersonate?: boolean
  /** Discord ids, as text, or `@usernames` of those who may answer. Default: everybody who can write in the threads. */
  allowedOperators?: readonly string[]
  /** Name of this bridge within your engine; it is stored, so never change it. Default: `discord`. */
  id?: string
  /** Default: the system's time. */
  clock?: Clock
}

/** The options with every default filled in. */
export interface Settings {
  token: string
  channelId: string
  rest: { api: string; cdn: string }
  impersonate: boolean
  allowedOperators: readonly string[] | undefined
  id: string
  clock: Clock
}

const DEFAULT_API = 'https://discord.com/api'
const DEFAULT_CDN = 'https://cdn.discordapp.com'

const host = (example: string): z.ZodType<string> =>
  z
    .url({ protocol: /^https?$/, error: `must be an http or https address, e.g. ${example}` })
    .transform(url => url.replace(/\/+$/, ''))

const CHANNEL_HELP =
  'must be the id of your channel as text, e.g. "1100000000000000000"; turn on Developer Mode (User Settings → Advanced), right-click the channel and choose Copy Channel ID'

const OPERATOR_HELP =
  'must be a Discord user id as text, e.g. "900000000000000000" (turn on Developer Mode, right-click a person, Copy User ID), or a name such as "@anna"'

const TOKEN_HELP =
  'does not look like a bot token; copy it from discord.com/developers/applications → your application → Bot → Reset Token'

const optionsSchema = z.strictObject({
  token: z
    .string({
      error:
        'must be the token of your bot, from discord.com/developers/applications → your application → Bot',
    })
    .regex(/^[\w-]{18,}\.[\w-]{6}\.[\w-]{20,}$/, { error: TOKEN_HELP }),
  channelId: z.string({ error: CHANNEL_HELP }).refine(isSnowflake, { error: CHANNEL_HELP }),
  rest: z
    .strictObject(
      { api: host(DEFAULT_API).optional(), cdn: host(DEFAULT_CDN).optional() },
      { error: 'must be { api, cdn }' },
    )
    .optional(),
  impersonate: z.boolean({ error: 'must be true or false' }).optional(),
  allowedOperators: z
    .array(z.string({ error: OPERATOR_HELP }).regex(/^(\d{15,20}|@[\w.]{2,32})$/, { error: OPERATOR_HELP }), {
      error: 'must be a list of ids or @usernames',
    })
    .min(1, {
      error:
        'lists nobody, so nobody could answer; leave it out to let everybody answer who can write in the threads',
    })
    .optional(),
  id: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,40}$/, { error: 'must be 1 to 40 letters, digits, _ or -' })
    .optional(),
  clock: z
    .custom<Clock>(value => typeof value === 'object' && value !== null, { error: 'must be { now, after }' })
    .optional(),
})

/**
 * Checks the options and fills in the defaults.
 * @throws PocketPingError `INVALID_OPTIONS`, naming the option and the fix, and never showing the token.
 */
export function readOptions(input: DiscordBridgeOptions): Settings {
  const result = optionsSchema.safeParse(input)
  if (!result.success) throw invalid(result.error.issues[0])
  const { rest, impersonate, allowedOperators, id, clock, ...options } = result.data
  return {
    ...options,
    rest: { api: rest?.api ?? DEFAULT_API, cdn: rest?.cdn ?? DEFAULT_CDN },
    impersonate: impersonate ?? false,
    allowedOperators,
    id: id ?? 'discord',
    clock: clock ?? systemClock,
  }
}

function invalid(issue: z.core.$ZodIssue | undefined): PocketPingError {
  const path = issue?.path.join('.') ?? ''
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined
  const name = [path, unknown].filter(Boolean).join('.')
  const problem = unknown === undefined ? (issue?.message ?? 'is not valid') : 'is not an option'
  return new PocketPingError('INVALID_OPTIONS', `discordBridge: ${name ? `${name}: ` : ''}${problem}.`)
}
