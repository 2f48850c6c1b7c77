import { createIntake, type Inbox } from '@pocketping/core'
import type { Api } from './api.ts'
import { type CatchUpOptions, catchUp } from './catch-up.ts'
import { connectGateway, type Gateway, type Packet } from './gateway.ts'
import { createOperators } from './operators.ts'
import type { Settings } from './options.ts'
import { threadListSchema } from './payloads.ts'
import { read } from './place.ts'
import { createReader } from './reader.ts'
import { createReceiver } from './receiver.ts'
import { checkSetup, type Setup } from './setup.ts'
import { isLater } from './snowflakes.ts'
import type { Names } from './words.ts'

export interface ReceivingOptions {
  settings: Settings
  api: Api
  inbox: Inbox
  /** Aborted to end it, also while it begins. */
  signal: AbortSignal
  isRemoved(messageId: string): boolean
}

/** Receives until it is stopped. */
export type Receiving = Pick<Gateway, 'stop'>

/** Checks the configuration, connects, and reads what was missed; resolves once events come. */
export async function startReceiving(options: ReceivingOptions): Promise<Receiving> {
  const { settings, api, inbox, signal, isRemoved } = options
  const { clock, channelId } = settings
  const { logger } = inbox
  const setup = await checkSetup(api, channelId, settings.impersonate)
  const { guildId, me } = setup
  const firstPosition = await newestId(api, setup)
  const intake = createIntake({ inbox, firstPosition, clock })
  let gateway: Gateway | undefined
  // Before anything else ends: what was not read to its end must not count as heard. Not waited for, since a storage
  // that hangs must not hold up the stop.
  signal.addEventListener('abort', () => void intake.stop())

  const names: Names = {
    botId: me.id,
    botRoleId: setup.roles.find(({ tags }) => tags?.bot_id === me.id)?.id,
    role: id => gateway?.roleName(id) ?? setup.roles.find(role => role.id === id)?.name,
    channel: id => gateway?.channelName(id),
  }
  const operators = createOperators(settings.rest.cdn, guildId)
  const reader = createReader({ names, operators, logger })
  const where = { guildId, channelId, botId: me.id }
  const missed: CatchUpOptions = { api, clock, ...where, operators, reader, logger, signal }
  const isNoThread = (id: string): boolean => gateway?.isNoThread(id) ?? false
  const onPacket = createReceiver({ guildId, inbox, intake, reader, isNoThread, isRemoved })

  try {
    gateway = await connectGateway({
      settings,
      clock,
      logger,
      signal,
      onPacket: (packet: Packet) => onPacket(packet),
      // At once, before the first event of the new session, which waits until what it follows was read.
      onSession: () => {
        // Calls leave something behind on their signal, so each time gets its own.
        const options = { ...missed, signal: AbortSignal.any([signal]) }
        void intake.catchUp((since, take) => catchUp(options, since ?? firstPosition, take))
      },
      onLost: error => {
        intake.hold()
        inbox.ended(error)
      },
    })
  } catch (error) {
    void intake.stop()
    throw error
  }
  return gateway
}

/** The newest id that is known of; what comes is later. By Discord's clock, which may differ from ours. */
async function newestId(api: Api, { channel, guildId }: Setup): Promise<string> {
  const { threads } = await read(api, `/guilds/${guildId}/threads/active`, threadListSchema)
  const ids = threads.flatMap(thread => [thread.id, thread.last_message_id])
  return [channel.last_message_id, ...ids]
    .filter(id => typeof id === 'string')
    .reduce((newest, id) => (isLater(id, newest) ? id : newest), channel.id)
}
