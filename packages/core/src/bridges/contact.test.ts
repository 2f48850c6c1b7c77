import { describe, expect, it } from 'vitest'
import { type Bridge, BridgeError } from '../contracts/bridge.ts'
import { createContact, watched } from './contact.ts'

/** A bridge of somebody's own, with private members, as the engine must take it. */
class OwnBridge {
  readonly id = 'own'
  readonly capabilities = {}
  failure: Error | undefined
  #sent = 0

  get sent(): number {
    return this.#sent
  }

  async send(): Promise<{ platformIds: string[] }> {
    this.#sent += 1
    if (this.failure) throw this.failure
    return { platformIds: [String(this.#sent)] }
  }

  async stop(): Promise<void> {
    this.#sent = 0
  }
}

function watch() {
  let now = Date.parse('2026-01-05T09:00:00Z')
  const own = new OwnBridge()
  const given = own as unknown as Bridge
  const contact = createContact(given, { now: () => now })
  const bridge = watched(given, contact)
  const send = async (failure?: Error): Promise<unknown> => {
    own.failure = failure
    now += 1000
    return bridge.send('thread', { items: [] }, 'key').catch((error: unknown) => error)
  }
  return { own, bridge, contact, send }
}

describe('contact with a platform', () => {
  it('is not known before the first call', () => {
    expect(watch().contact.health()).toEqual({ id: 'own' })
  })

  it('is noted with each call, whose result stays the bridge’s', async () => {
    const { send, own, bridge, contact } = watch()
    expect(await send()).toEqual({ platformIds: ['1'] })
    expect(contact.health()).toEqual({ id: 'own', lastContactAt: '2026-01-05T09:00:01.000Z' })
    await bridge.stop()
    expect(own.sent).toBe(0)
  })

  it('is in trouble from the first call that fails until the next that does not', async () => {
    const { send, contact } = watch()
    await send()
    const error = new BridgeError('unavailable', 'The platform does not answer.')
    expect(await send(error)).toBe(error)
    expect(contact.health()).toEqual({
      id: 'own',
      lastContactAt: '2026-01-05T09:00:01.000Z',
      error: 'The platform does not answer.',
      lastErrorAt: '2026-01-05T09:00:02.000Z',
    })
    await send()
    expect(contact.health()).toEqual({ id: 'own', lastContactAt: '2026-01-05T09:00:03.000Z' })
  })

  it.each(['refused', 'thread-gone', 'message-gone', 'rate-limited'] as const)(
    'is there where the platform says %s',
    async kind => {
      const { send, contact } = watch()
      await send(new BridgeError(kind, 'No.'))
      expect(contact.health()).toEqual({ id: 'own', lastContactAt: '2026-01-05T09:00:01.000Z' })
    },
  )

  it('tells nobody what an unexpected error says', async () => {
    const { send, contact } = watch()
    await send(new Error('connect ECONNREFUSED with token 123:abc'))
    expect(contact.health().error).toBe('Something unexpected went wrong; the log has more.')
  })
})
