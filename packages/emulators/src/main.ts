// Runs the Telegram emulator as a process of its own: `node packages/emulators/src/main.ts --port 0`.
// Prints one line of JSON with what a bot needs, and ends on SIGINT and SIGTERM.
import { parseArgs } from 'node:util'
import { startTelegramEmulator } from './telegram/emulator.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    'no-limits': { type: 'boolean', default: false },
  },
})

const telegram = await startTelegramEmulator({
  port: Number(values.port),
  host: values.host,
  ...(values['no-limits'] && { limits: { perGroupMinute: false, perSecond: false } }),
})

const { url, token, chatId } = telegram
console.log(JSON.stringify({ url, token, chatId, phones: `${url}/phones` }))

const stop = (): void => void telegram.stop()
process.once('SIGINT', stop)
process.once('SIGTERM', stop)
