import { type Clock, PocketPingError } from '@pocketping/core'
import { systemClock } from '@pocketping/core/bridge-kit'
import { z } from 'zod'

/** How `slackBridge` is configured: with `appToken` for Socket Mode, or with `signingSecret` for the Events API. */
export interface SlackBridgeOptions {
  /** The bot's token, `xoxb-…`. May be typed as undefined, as the environment is; it is refused then. */
  token: string | undefined
  /** Id of the channel in which threads are opened, e.g. `C0123456789`. */
  channelId: string | undefined
  /** Token of the app, `xapp-…`: events arrive over a socket that we open. */
  appToken?: string | undefined
  /** What Slack signs its calls with: events arrive at `…/bridges/slack` under your mount. */
  signingSecret?: string | undefined
  /** Slack ids of those who may answer, e.g. `U0123456789`. Default: every member of the channel. */
  allowedOperators?: readonly string[]
  /** Posts under the visitor's name, and under those of colleagues elsewhere. Needs the scope `chat:write.customize`. */
  impersonate?: boolean
  /** Web API server. Default: `https://slack.com/api/`. */
  slackApiUrl?: string
  /** Name of this bridge within your engine; it is stored, so never change it. Default: `slack`. */
  id?: string
  /** Default: the system's time. */
  clock?: Clock
}

/** The options with every default filled in. */
export interface Settings {
  token: string
  channelId: string
  /** One of these two is there. */
  appToken: string | undefined
  signingSecret: string | undefined
  allowedOperators: readonly string[] | undefined
  impersonate: boolean
  slackApiUrl: string
  id: string
  clock: Clock
}

const OPERATOR_HELP = 'must be a Slack member id such as U0123456789: their profile → ⋮ → Copy member ID'

const optionsSchema = z.strictObject({
  token: z
    .string({ error: 'must be the Bot User OAuth Token of your Slack app' })
    .regex(/^xoxb-[A-Za-z0-9-]+$/, {
      error:
        'does not look like xoxb-…; copy it from api.slack.com/apps → your app → OAuth & Permissions → Bot User OAuth Token',
    }),
  channelId: z
    .string({ error: 'must be the id of your channel, e.g. C0123456789' })
    .regex(/^[CG][A-Z0-9]{2,}$/, {
      error:
        'must be the id of your channel, e.g. C0123456789, not its name: channel name → About → at the bottom',
    }),
  appToken: z
    .string()
    .regex(/^xapp-[A-Za-z0-9-]+$/, {
      error:
        'does not look like xapp-…; make one at api.slack.com/apps → your app → Basic Information → App-Level Tokens, with the scope connections:write',
    })
    .optional(),
  signingSecret: z
    .string()
    .regex(/^[\w-]{16,128}$/, {
      error:
        'must be the Signing Secret: api.slack.com/apps → your app → Basic Information → App Credentials',
    })
    .optional(),
  allowedOperators: z
    .array(z.string({ error: OPERATOR_HELP }).regex(/^[UW][A-Z0-9]{2,}$/, { error: OPERATOR_HELP }), {
      error: 'must be a list of Slack member ids',
    })
    .min(1, {
      error: 'lists nobody, so nobody could answer; leave it out to let every member of the channel answer',
    })
    .optional(),
  impersonate: z.boolean({ error: 'must be true or false' }).optional(),
  slackApiUrl: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address, e.g. https://slack.com/api/' })
    .transform(url => url.replace(/\/*$/, '/'))
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
 * @throws PocketPingError `INVALID_OPTIONS`, naming the option and the fix, and never showing a token.
 */
export function readOptions(input: SlackBridgeOptions): Settings {
  const result = optionsSchema.safeParse(input)
  if (!result.success) throw invalid(result.error.issues[0])
  const { appToken, signingSecret, ...options } = result.data
  if (!appToken && !signingSecret)
    throw new PocketPingError(
      'INVALID_OPTIONS',
      'slackBridge: appToken: is missing. Give appToken (xapp-…) for Socket Mode, or signingSecret for the Events API.',
    )
  if (appToken && signingSecret)
    throw new PocketPingError(
      'INVALID_OPTIONS',
      'slackBridge: signingSecret: is one too many. Give appToken for Socket Mode or signingSecret for the Events API: an app uses one of them.',
    )
  return {
    ...options,
    appToken,
    signingSecret,
    allowedOperators: options.allowedOperators,
    impersonate: options.impersonate ?? false,
    slackApiUrl: options.slackApiUrl ?? 'https://slack.com/api/',
    id: options.id ?? 'slack',
    clock: options.clock ?? systemClock,
  }
}

function invalid(issue: z.core.$ZodIssue | undefined): PocketPingError {
  const path = issue?.path.join('.') ?? ''
  if (issue?.code === 'unrecognized_keys')
    return new PocketPingError('INVALID_OPTIONS', `slackBridge: ${issue.keys[0]}: is not an option.`)
  const problem = issue?.message ?? 'is not valid'
  return new PocketPingError('INVALID_OPTIONS', `slackBridge: ${path ? `${path}: ` : ''}${problem}.`)
}
