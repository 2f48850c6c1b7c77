import { telegramBridge } from '@pocketping/bridge-telegram'
import { memoryStorage, PocketPing } from '@pocketping/core'
import { type ManualClock, manualClock, startTelegramEmulator } from '@pocketping/emulators'
import { toEngineClock } from '../support/engine-clock.ts'

type Telegram = Awaited<ReturnType<typeof startTelegramEmulator>>

/** An engine and its Telegram, which live by one clock that stands still until it is moved. */
export interface Stage {
  pp: PocketPing
  telegram: Telegram
  clock: ManualClock
  /** What operators said so far, as the engine took it in. */
  heard: string[]
  /** Starts a conversation; answers with its token. */
  start(): Promise<string>
  /** Writes as that visitor; resolves with the HTTP status of the answer. */
  write(token: string, id: string, content: string): Promise<number>
  /** Lets calls between engine and emulator, which are real HTTP, come through before time goes on. */
  settle(): Promise<void>
  /** Moves time in small steps until something holds; gives up after `maxMs` of that time. */
  advanceUntil(condition: () => boolean, maxMs: number): Promise<void>
  stop(): Promise<void>
}

export async function createStage(): Promise<Stage> {
  const clock = manualClock()
  const telegram = await startTelegramEmulator({ clock })
  const heard: string[] = []
  const engineClock = toEngineClock(clock)
  const { token, chatId, url: apiRoot } = telegram
  const pp = new PocketPing({
    storage: memoryStorage({ clock: engineClock }),
    bridges: [telegramBridge({ token, chatId, apiRoot, clock: engineClock })],
    clock: engineClock,
    limits: false,
    onMessage: ({ type, content }) => void (type === 'operator' && heard.push(content)),
    logger: { debug() {}, info() {}, warn() {}, error: console.error },
  })
  await pp.start()

  const post = (path: string, body: unknown, token?: string): Promise<Response> => {
    const headers = new Headers(token ? { authorization: `Bearer ${token}` } : {})
    return pp.fetch(
      new Request(`http://shop.example${path}`, { method: 'POST', headers, body: JSON.stringify(body) }),
    )
  }

  const settle = async (): Promise<void> => {
    let calls = -1
    while (calls !== telegram.journal.calls().length) {
      calls = telegram.journal.calls().length
      for (let turns = 0; turns < 50; turns += 1) await new Promise(resolve => setImmediate(resolve))
    }
  }

  return {
    pp,
    telegram,
    clock,
    heard,
    async start() {
      const answer = await post('/widget/sessions', {})
      return ((await answer.json()) as { token: string }).token
    },
    async write(token, id, content) {
      return (await post('/widget/commands', { type: 'send', id, content }, token)).status
    },
    settle,
    async advanceUntil(condition, maxMs) {
      const end = clock.now() + maxMs
      while (!condition()) {
        if (clock.now() >= end) throw new Error(`It did not happen within ${maxMs} ms of the stage's time.`)
        await clock.advance(250)
        await settle()
      }
    },
    async stop() {
      await pp.stop()
      await telegram.stop()
    },
  }
}
