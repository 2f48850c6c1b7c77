import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTelegramEmulator } from '@pocketping/emulators'
import { createApp } from '../../examples/express/app.ts'

type Telegram = Awaited<ReturnType<typeof startTelegramEmulator>>

/** The example shop, running, with its Telegram. */
export interface Shop {
  port: number
  telegram: Telegram
  /** Id of the topic of the only conversation, once it is there. */
  topic(): Promise<number>
  /** What operators read in that topic, the header left out. */
  shown(): string[]
  stop(): Promise<void>
}

export async function startShop(): Promise<Shop> {
  const folder = await mkdtemp(join(tmpdir(), 'pocketping-shop-'))
  const telegram = await startTelegramEmulator()
  const { token, chatId, url: apiRoot } = telegram
  const { app, pp } = createApp(join(folder, 'shop.sqlite'), {
    telegram: { token, chatId: String(chatId), apiRoot },
  })
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  await pp.start()
  const { port } = server.address() as { port: number }
  const found = (): number | undefined => telegram.topics().find(({ id }) => id > 1)?.id
  return {
    port,
    telegram,
    async topic() {
      await telegram.until(() => found() !== undefined)
      return found() as number
    },
    shown() {
      const id = found()
      return id === undefined ? [] : telegram.topic(id).texts().slice(1)
    },
    async stop() {
      await pp.stop()
      server.closeAllConnections()
      server.close()
      await telegram.stop()
      await rm(folder, { recursive: true })
    },
  }
}
