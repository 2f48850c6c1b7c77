import { BridgeError } from '@pocketping/core'
import type { Me, SlackClient } from './client.ts'
import { scopeFix } from './errors.ts'

/** What the bridge does everywhere, by the scopes that allow it. */
const SCOPES = ['chat:write', 'reactions:read', 'reactions:write', 'users:read'] as const

/** What it reads of the channel, which depends on its kind. */
const PUBLIC_SCOPES = ['channels:read', 'channels:history'] as const
const PRIVATE_SCOPES = ['groups:read', 'groups:history'] as const

const IMPERSONATION_SCOPE = 'chat:write.customize'

/**
 * Checks token, scopes and channel.
 * @throws BridgeError `misconfigured`, saying what to change in Slack.
 */
export async function checkSetup(
  client: SlackClient,
  channelId: string,
  impersonate: boolean,
): Promise<void> {
  const me = await client.askMe()
  if (!me.botId)
    throw misconfigured(
      'The option token belongs to a person. Copy the Bot User OAuth Token: api.slack.com/apps → your app → OAuth & Permissions.',
    )
  demand(me, [...SCOPES, ...(impersonate ? [IMPERSONATION_SCOPE] : [])])
  const web = await client.web()
  const { channel } = await web.conversations.info({ channel: channelId })
  const name = channel?.name ? `#${channel.name}` : channelId
  demand(me, channel?.is_private ? PRIVATE_SCOPES : PUBLIC_SCOPES)
  if (channel?.is_archived)
    throw misconfigured(
      `${name} is archived. Unarchive it, or choose another channel with the option channelId.`,
    )
  if (!channel?.is_member)
    throw misconfigured(`@${me.name} is not in ${name}. Write /invite @${me.name} in it.`)
}

function demand({ scopes }: Me, wanted: readonly string[]): void {
  const missing = wanted.filter(scope => !scopes.includes(scope))
  if (missing.length > 0) throw misconfigured(`The bot lacks scopes. ${scopeFix(missing.join(' and '))}`)
}

function misconfigured(message: string): BridgeError {
  return new BridgeError('misconfigured', message)
}
