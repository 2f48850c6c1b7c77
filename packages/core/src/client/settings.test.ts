import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { ServerApi } from '../protocol/api-types.ts'
import { type ClientOptions, createClient, PocketPingError } from './index.ts'

const url = 'https://shop.example/pocketping'
const apiKey = 'sk_for_tests_0000000000000000'

function refusal(options: Partial<ClientOptions>): string {
  try {
    createClient({ url, apiKey, ...options })
  } catch (error) {
    if (error instanceof PocketPingError && error.code === 'INVALID_OPTIONS') return error.message
    throw error
  }
  return 'nothing'
}

describe('createClient()', () => {
  it('is a ServerApi', () => {
    const client: ServerApi = createClient({ url, apiKey })
    expect(client).toHaveProperty('sendMessage')
  })

  it.each([
    [{ url: undefined }, 'url: must be where the engine is mounted, e.g. https://shop.example/pocketping'],
    [{ url: '/pocketping' }, 'url: must be where the engine is mounted'],
    [{ url: 'ftp://shop.example' }, 'url: must be where the engine is mounted'],
    [{ url: 'https://ann:secret@shop.example' }, 'without a login'],
    [{ url: `${url}?key=1` }, 'without a login, ? or #'],
    [{ url: `${url}#top` }, 'without a login, ? or #'],
    [{ apiKey: undefined }, 'apiKey: must be one of the secretKeys'],
    [{ apiKey: '' }, 'apiKey: must be one of the secretKeys'],
    [{ apiKey: 'pk_live_shop_000000' }, "is the page's publicKey"],
    [{ apiKey: 'too_short' }, 'have 16 to 200 characters'],
    [{ apiKey: `${apiKey}\n` }, 'line breaks at its ends'],
    [{ timeoutMs: 0 }, 'timeoutMs: must be a number of milliseconds'],
    [{ timeoutMs: 2 ** 31 }, 'timeoutMs: must be a number of milliseconds'],
  ])('refuses %o and says what to do', (options, message) => {
    const said = refusal(options)
    expect(said).toContain('createClient(): ')
    expect(said).toContain(message)
    for (const secret of ['secret@', 'too_short', 'sk_for', 'pk_live']) expect(said).not.toContain(secret)
  })

  it('takes the addresses that runBridge() takes', () => {
    expect(refusal({ url: 'wss://shop.example/pocketping/' })).toBe('nothing')
  })

  it('does not show its key', () => {
    expect(inspect(createClient({ url, apiKey }), { depth: 9, showHidden: true })).not.toContain(apiKey)
  })
})
