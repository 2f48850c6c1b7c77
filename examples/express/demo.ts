import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { phonesHandler, startTelegramEmulator } from '@pocketping/emulators'
import { createApp } from './app.ts'

// `npm run demo`: the example with a phone beside it, so that it can be tried without a Telegram account.

const { DATABASE_FILE, PORT = '3000', TELEGRAM_BOT_TOKEN, TELEGRAM_CHAT_ID } = process.env
const HOST = '127.0.0.1'

if (Boolean(TELEGRAM_BOT_TOKEN) !== Boolean(TELEGRAM_CHAT_ID))
  throw new Error(
    'Set both TELEGRAM_BOT_TOKEN and TELEGRAM_CHAT_ID to use real Telegram, or neither for the emulator.',
  )

const emulator = TELEGRAM_BOT_TOKEN ? undefined : await startTelegramEmulator()
const telegram = emulator
  ? { token: emulator.token, chatId: String(emulator.chatId), apiRoot: emulator.url }
  : { token: TELEGRAM_BOT_TOKEN ?? '', chatId: TELEGRAM_CHAT_ID ?? '' }

const databaseFile = DATABASE_FILE ?? fileURLToPath(new URL('.data/demo.sqlite', import.meta.url))
const { app, pp } = createApp({ databaseFile, telegram })
if (emulator) {
  const phones = phonesHandler({ telegram: emulator })
  app.use((request, response, next) => {
    phones(request, response).then(isAnswered => isAnswered || next(), next)
  })
}

const server = app.listen(Number(PORT), HOST)
try {
  await once(server, 'listening')
  await pp.start()
} catch (error) {
  const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
  console.error(
    isTaken ? `Port ${PORT} is taken. Set PORT to another one, e.g. PORT=3001 npm run demo` : error,
  )
  process.exit(1)
}

const address = server.address()
const port = typeof address === 'object' && address ? address.port : PORT
console.log(`\n  Shop with the widget   http://localhost:${port}/`)
console.log(
  emulator
    ? `  The operator's phone   http://localhost:${port}/phones\n`
    : '  Answer from your Telegram group\n',
)
console.log('ready')

const stop = async (): Promise<void> => {
  server.close()
  await pp.stop()
  await emulator?.stop()
  process.exit(0)
}
process.once('SIGINT', () => void stop())
process.once('SIGTERM', () => void stop())
