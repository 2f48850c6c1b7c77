import { describe, expect, it } from 'vitest'
import { BridgeError, type Inbox } from '../contracts/bridge.ts'
import { PocketPing } from '../pocketping.ts'
import { memoryStorage } from '../storage/memory.ts'
import { type ManualClock, manualClock } from '../testing/manual-clock.ts'
import { textBridge } from '../testing/text-bridge.ts'
import { textPlatform } from '../testing/text-platform.ts'

interface Host {
  pp: PocketPing
  clock: ManualClock
  log: string[]
  starts: () => number
  stops: () => number
  /** What the bridge was started with last. */
  inbox: () => Inbox | undefined
  pass(ms: number): Promise<void>
}

/** An engine whose bridge starts as told. */
function host(start: (time: number) => Promise<void>): Host {
  const clock = manualClock()
  const log: string[] = []
  const write = (message: string, details?: unknown): void =>
    void log.push(`${message} ${JSON.stringify(details)}`)
  const logger = { debug: write, info: write, warn: write, error: write }
  let starts = 0
  let stops = 0
  let inbox: Inbox | undefined
  const bridge = {
    ...textBridge({ platform: textPlatform({ clock }), clock }),
    start(given: Inbox) {
      starts += 1
      inbox = given
      return start(starts)
    },
    async stop() {
      stops += 1
    },
  }
  const pp = new PocketPing({ storage: memoryStorage({ clock }), clock, logger, bridges: [bridge] })
  return {
    pp,
    clock,
    log,
    starts: () => starts,
    stops: () => stops,
    inbox: () => inbox,
    async pass(ms) {
      const end = clock.elapsed() + ms
      do for (let turn = 0; turn < 5; turn += 1) await new Promise(resolve => setImmediate(resolve))
      while (clock.moveToNext(end - clock.elapsed()))
    },
  }
}

const begin = (pp: PocketPing): Promise<Response> =>
  pp.fetch(new Request('http://shop.example/widget/sessions', { method: 'POST', body: '{}' }))

describe('a bridge that takes long to start', () => {
  it('keeps no visitor waiting', async () => {
    const { pp } = host(() => new Promise(() => undefined))
    expect((await begin(pp)).status).toBe(201)
  })
})

describe('a bridge that cannot start', () => {
  it('is tried again for ever, and what is wrong is said', async () => {
    const { pp, log, pass, starts } = host(async time => {
      if (time < 4) throw new BridgeError('misconfigured', 'The bot needs the right to manage topics.')
    })
    await pp.start()
    expect(log.join()).toContain('The bot needs the right to manage topics.')
    await pass(120_000)
    expect(starts()).toBe(4)
    expect(log.at(-1)).toContain('Receiving')
    await pass(600_000)
    expect(starts()).toBe(4)
  })

  it('keeps no visitor from starting', async () => {
    const { pp } = host(async () => {
      throw new Error('no network')
    })
    expect((await begin(pp)).status).toBe(201)
  })
})

describe('a bridge that says that it can receive no more', () => {
  it('is stopped, and started again less and less often', async () => {
    const { pp, log, starts, stops, inbox, pass } = host(async () => undefined)
    await begin(pp)
    await pass(0)
    for (let round = 1; round <= 8; round += 1) {
      inbox()?.ended(new BridgeError('misconfigured', 'The token was revoked.'))
      await pass(400_000)
      expect([starts(), stops()]).toEqual([round + 1, round])
    }
    expect(log.filter(line => line.includes('The token was revoked.'))).toHaveLength(8)
    // In the first minute it is tried a few times, in the last not at all.
    inbox()?.ended(new BridgeError('misconfigured', 'The token was revoked.'))
    await pass(60_000)
    expect(starts()).toBe(9)
    await pp.stop()
  })
})
