import { telegramBridge } from '@pocketping/bridge-telegram'
import { runBridge } from '@pocketping/core/node'

// The process that talks to Telegram. It may end and begin again whenever it likes.

const { ENGINE_URL, POCKETPING_SECRET_KEY, TELEGRAM_BOT_TOKEN, TELEGRAM_CHAT_ID } = process.env

const running = runBridge({
  url: ENGINE_URL,
  apiKey: POCKETPING_SECRET_KEY,
  bridge: telegramBridge({ token: TELEGRAM_BOT_TOKEN, chatId: TELEGRAM_CHAT_ID }),
})

process.once('SIGTERM', () => void running.stop())
