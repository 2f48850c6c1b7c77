import { describe, expect, it } from 'vitest'
import { BridgeError } from '../contracts/bridge.ts'
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
  const bridge = {
    ...textBridge({ platform: textPlatform({ clock }), clock }),
    start() {
      starts += 1
      return start(starts)
    },
  }
  const pp = new PocketPing({ storage: memoryStorage({ clock }), clock, logger, bridges: [bridge] })
  return {
    pp,
    clock,
    log,
    starts: () => starts,
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
