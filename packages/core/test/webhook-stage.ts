import type { OutgoingFetch, OutgoingRequest, OutgoingResponse } from '../src/contracts/outgoing.ts'
import type { Storage } from '../src/contracts/storage.ts'
import type { PocketPingOptions } from '../src/options/options.ts'
import { API_EVENT_TYPES, type WebhookPayload } from '../src/protocol/api-events.ts'
import type { NewWebhook, WebhookWithSecret } from '../src/protocol/api-types.ts'
import { memoryStorage } from '../src/storage/memory.ts'
import { type EngineProcess, engineProcess } from '../src/testing/engine-process.ts'
import { type ManualClock, manualClock } from '../src/testing/manual-clock.ts'
import { openPage, type VisitorPage } from '../src/testing/visitor-page.ts'

/** A call that a receiver got. */
export interface Received {
  /** `webhook-id`. */
  id: string
  headers: Readonly<Record<string, string>>
  body: string
  payload: WebhookPayload
  /** Seconds since the stage was set. */
  after: number
  signal: AbortSignal | undefined
}

/** What a receiver answers: a status, perhaps with headers. Whatever it throws is thrown; a promise keeps the call waiting. */
type Answer = number | Pick<OutgoingResponse, 'status' | 'headers'>

/** Somebody's server. */
export interface Receiver {
  url: string
  calls: Received[]
  answer: (call: Received) => Answer | Promise<Answer>
  /** What was said in the messages it was told of, in the order of the calls. */
  texts(): string[]
}

/** Engines over one storage, and receivers of what they tell. */
export interface WebhookStage {
  clock: ManualClock
  storage: Storage
  readonly process: EngineProcess
  /** Starts a process beside those that run. */
  start(options?: PocketPingOptions): Promise<EngineProcess>
  receiver(name?: string): Receiver
  subscribe(receiver: Receiver, changes?: Partial<NewWebhook>): Promise<WebhookWithSecret>
  visit(): Promise<VisitorPage>
  rest(): Promise<void>
  pass(ms: number): Promise<void>
}

export const SECOND = 1000
export const MINUTE: number = 60 * SECOND
export const HOUR: number = 60 * MINUTE
export const DAY: number = 24 * HOUR

const MAX_TURNS = 100_000

/** Sets the stage and starts one process. */
export async function setWebhookStage(options: PocketPingOptions = {}): Promise<WebhookStage> {
  const clock = manualClock()
  const storage = memoryStorage({ clock })
  const receivers = new Map<string, Receiver>()
  const processes: EngineProcess[] = []
  let waiting = 0

  const fetch: OutgoingFetch = async request => {
    const receiver = receivers.get(request.url)
    if (!receiver) throw new Error('Nobody is there.')
    const call = receivedOf(request, clock.elapsed())
    receiver.calls.push(call)
    const answer = receiver.answer(call)
    waiting += 1
    try {
      const given = await answer
      const { status, headers } = typeof given === 'number' ? { status: given, headers: {} } : given
      return { status, headers, url: request.url, body: new Uint8Array() }
    } finally {
      waiting -= 1
    }
  }

  const stage: WebhookStage = {
    clock,
    storage,
    get process() {
      return processes.at(-1) as EngineProcess
    },
    async start(more) {
      const process = engineProcess({
        storage,
        bridges: [],
        clock,
        options: { fetch, ...options, ...more },
      })
      processes.push(process)
      await process.pp.start()
      await stage.rest()
      return process
    },
    receiver(name = 'shop') {
      const receiver: Receiver = {
        url: `https://${name}.example/hook`,
        calls: [],
        answer: () => 204,
        texts: () => receiver.calls.flatMap(({ payload }) => payload.data.message?.content ?? []),
      }
      receivers.set(receiver.url, receiver)
      return receiver
    },
    async subscribe({ url }, changes) {
      const created = await stage.process.pp.createWebhook({ url, events: [...API_EVENT_TYPES], ...changes })
      await stage.rest()
      return created
    },
    visit: () => openPage(stage.process, stage.rest),
    async rest() {
      let before = -1
      let quiet = 0
      for (let turn = 0; quiet < 3; turn += 1) {
        if (turn > MAX_TURNS) throw new Error('The engine does not come to rest.')
        await new Promise(resolve => setImmediate(resolve))
        const isBusy = processes.some(({ life }) => life.isBusy(waiting))
        const count = processes.reduce((sum, { life }) => sum + life.calls.storage, waiting)
        quiet = isBusy || count !== before ? 0 : quiet + 1
        before = count
      }
    },
    async pass(ms) {
      const end = clock.elapsed() + ms
      await stage.rest()
      while (clock.moveToNext(end - clock.elapsed())) await stage.rest()
      clock.move(end - clock.elapsed())
      await stage.rest()
    },
  }
  await stage.start()
  return stage
}

function receivedOf({ headers = {}, body = '', signal }: OutgoingRequest, elapsed: number): Received {
  const payload = JSON.parse(body) as WebhookPayload
  return { id: headers['webhook-id'] ?? '', headers, body, payload, after: elapsed / SECOND, signal }
}
