import type { WebClient, WebClientOptions } from '@slack/web-api'
import type { Settings } from './options.ts'

// A call that takes this long has failed.
const CALL_TIMEOUT_MS = 10_000

/** Who we are in the workspace, and what the app may do. */
export interface Me {
  userId: string
  botId: string | undefined
  name: string
  scopes: readonly string[]
}

/** Slack's `WebClient`, with what one bot needs around it. */
export interface SlackClient {
  /** The SDK is loaded at the first call, so that importing this package is light. */
  web(): Promise<WebClient>
  /** Asked once. */
  me(): Promise<Me>
  /** Asks anew, for the token may have got other scopes. */
  askMe(): Promise<Me>
}

export function createClient({ token, slackApiUrl }: Settings): SlackClient {
  let web: Promise<WebClient> | undefined
  let me: Promise<Me> | undefined

  const client: SlackClient = {
    web() {
      web ??= import('@slack/web-api').then(
        sdk =>
          new sdk.WebClient(token, {
            ...clientOptions(slackApiUrl),
            logger: silentLogger(sdk.LogLevel.ERROR),
          }),
      )
      return web
    },
    me: () => me ?? client.askMe(),
    askMe() {
      const asked = ask(client)
      me = asked
      // What failed is asked again.
      asked.catch(() => {
        if (me === asked) me = undefined
      })
      return asked
    },
  }
  return client
}

/** No retries: the engine's outbox does them, and knows what else is waiting. */
export function clientOptions(slackApiUrl: string): Omit<WebClientOptions, 'logger' | 'logLevel'> {
  return {
    slackApiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: CALL_TIMEOUT_MS,
    allowAbsoluteUrls: false,
  }
}

async function ask(client: SlackClient): Promise<Me> {
  const web = await client.web()
  const { user_id: userId, bot_id: botId, user, response_metadata: metadata } = await web.auth.test()
  return { userId: userId ?? '', botId, name: user ?? 'the bot', scopes: metadata?.scopes ?? [] }
}

type SdkLogger = NonNullable<WebClientOptions['logger']>

/** The SDK logs what people write, and reports by throwing all that it logs as an error. */
export function silentLogger(level: ReturnType<SdkLogger['getLevel']>): SdkLogger {
  const ignore = (): void => undefined
  return {
    debug: ignore,
    info: ignore,
    warn: ignore,
    error: ignore,
    setLevel: ignore,
    setName: ignore,
    getLevel: () => level,
  }
}
