import { type Clock, PocketPingError } from '@pocketping/core'
import { systemClock } from '@pocketping/core/bridge-kit'
import { z } from 'zod'

/** The part of `fetch` that we use: pass your own to go through a proxy. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** How `telegramBridge` is configured. */
export interface TelegramBridgeOptions {
  /** The bot's token from BotFather, e.g. `123456:ABC…`. May be typed as undefined, as the environment is; it is refused then. */
  token: string | undefined
  /** Number of the group in which topics are opened, e.g. `-1001234567890`. */
  chatId: number | string | undefined
  /** How updates arrive. Default: `webhook` where `webhook` is given, otherwise `polling`. */
  mode?: 'polling' | 'webhook'
  /** Where Telegram posts updates, and the secret it proves itself with. */
  webhook?: { url: string; secret: string }
  /** Bot API server. Default: `https://api.telegram.org`. */
  apiRoot?: string
  /** Telegram ids or `@usernames` of those who may answer; what others write is ignored. Default: every member of the group. */
  allowedOperators?: readonly (number | string)[]
  /** Name of this bridge within your engine; it is stored, so never change it. Default: `telegram`. */
  id?: string
  /** Default: the global `fetch`. */
  fetch?: Fetch
  /** Default: the system's time. */
  clock?: Clock
}

/** The options with every default filled in. */
export interface Settings {
  token: string
  chatId: number
  webhook: { url: string; secret: string } | undefined
  apiRoot: string
  /** Ids as digits and `@usernames` in lower case; undefined where everyone may answer. */
  allowedOperators: readonly string[] | undefined
  id: string
  fetch: Fetch
  clock: Clock
}

const chatIdSchema = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^-\d+$/)
      .transform(Number),
  ])
  .refine(id => Number.isSafeInteger(id) && id < 0)

const webhookSchema = z.strictObject(
  {
    url: z.url({
      protocol: /^https?$/,
      error: 'must be the full address of this bridge, e.g. https://example.com/pocketping/bridges/telegram',
    }),
    secret: z.string().regex(/^[A-Za-z0-9_-]{16,256}$/, {
      error: 'must be 16 to 256 letters, digits, _ or -; make one with: openssl rand -hex 32',
    }),
  },
  { error: 'must be { url, secret }' },
)

const OPERATOR_HELP = 'must be a Telegram user id such as 123456789, or a name such as "@anna"'

const operatorSchema = z.union(
  [
    z.int().positive().transform(String),
    z.string().regex(/^(\d+|@[A-Za-z0-9_]{4,32})$/, { error: OPERATOR_HELP }),
  ],
  { error: OPERATOR_HELP },
)

const optionsSchema = z.strictObject({
  token: z.string({ error: 'must be the token that BotFather gave you' }).regex(/^\d+:[A-Za-z0-9_-]+$/, {
    error: 'does not look like 123456:ABC…; copy it from BotFather: /mybots → your bot → API Token',
  }),
  chatId: z.unknown().pipe(chatIdSchema),
  mode: z.enum(['polling', 'webhook'], { error: 'must be "polling" or "webhook"' }).optional(),
  webhook: webhookSchema.optional(),
  apiRoot: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address, e.g. https://api.telegram.org' })
    .transform(url => url.replace(/\/+$/, ''))
    .optional(),
  allowedOperators: z
    .array(operatorSchema, { error: 'must be a list of ids or @usernames' })
    .min(1, {
      error: 'lists nobody, so nobody could answer; leave it out to let every member of the group answer',
    })
    .optional(),
  id: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,40}$/, { error: 'must be 1 to 40 letters, digits, _ or -' })
    .optional(),
  fetch: z.custom<Fetch>(value => typeof value === 'function', { error: 'must be a function' }).optional(),
  clock: z
    .custom<Clock>(value => typeof value === 'object' && value !== null, { error: 'must be { now, after }' })
    .optional(),
})

/**
 * Checks the options and fills in the defaults.
 * @throws PocketPingError `INVALID_OPTIONS`, naming the option and the fix, and never showing the token.
 */
export function readOptions(input: TelegramBridgeOptions): Settings {
  const result = optionsSchema.safeParse(input)
  if (!result.success) throw invalid(result.error.issues[0])
  const { mode, webhook, allowedOperators, ...options } = result.data
  if (mode === 'webhook' && !webhook)
    throw new PocketPingError(
      'INVALID_OPTIONS',
      'telegramBridge: webhook: must be { url, secret } in webhook mode.',
    )
  return {
    token: options.token,
    chatId: options.chatId,
    webhook: mode === 'polling' ? undefined : webhook,
    apiRoot: options.apiRoot ?? 'https://api.telegram.org',
    allowedOperators: allowedOperators?.map(name => name.toLowerCase()),
    id: options.id ?? 'telegram',
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
    clock: options.clock ?? systemClock,
  }
}

const CHAT_ID_HELP =
  'must be the number of your group, e.g. -1001234567890; open the group on web.telegram.org and take it from the address'

function invalid(issue: z.core.$ZodIssue | undefined): PocketPingError {
  const path = issue?.path.join('.') ?? ''
  if (issue?.code === 'unrecognized_keys') {
    const prefix = path ? `${path}.` : ''
    return new PocketPingError(
      'INVALID_OPTIONS',
      `telegramBridge: ${prefix}${issue.keys[0]}: is not an option.`,
    )
  }
  const problem = path === 'chatId' ? CHAT_ID_HELP : (issue?.message ?? 'is not valid')
  return new PocketPingError('INVALID_OPTIONS', `telegramBridge: ${path ? `${path}: ` : ''}${problem}.`)
}
