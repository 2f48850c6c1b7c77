import { pocketping } from '@pocketping/adapter-express'
import { telegramBridge } from '@pocketping/bridge-telegram'
import { PocketPing } from '@pocketping/core'
import { sqliteStorage } from '@pocketping/storage-sqlite'
import express, { type Express } from 'express'

/** Where the example keeps its data, and which Telegram group answers. */
export interface Settings {
  databaseFile: string
  telegram: { token: string; chatId: string; apiRoot?: string }
}

/** A shop with support chat: this is all that one writes. */
export function createApp({ databaseFile, telegram }: Settings): { app: Express; pp: PocketPing } {
  const pp = new PocketPing({
    storage: sqliteStorage({ file: databaseFile }),
    bridges: [telegramBridge(telegram)],
    onEvent: (event, session) => console.log(`${event.name} from ${session.metadata.country ?? 'somewhere'}`),
  })
  const app = express()
  app.use('/pocketping', pocketping(pp))
  app.use(express.static(`${import.meta.dirname}/public`))
  return { app, pp }
}
