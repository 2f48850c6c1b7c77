import { describe, expect, it } from 'vitest'
import { PocketPing } from '../pocketping.ts'
import { PocketPingError } from '../protocol/errors.ts'
import { memoryStorage } from '../storage/memory.ts'
import { manualClock } from '../testing/manual-clock.ts'
import { textBridge } from '../testing/text-bridge.ts'
import { textPlatform } from '../testing/text-platform.ts'
import type { PocketPingOptions } from './options.ts'

/** What is said of options that are refused. */
function refusal(options: unknown): string {
  try {
    new PocketPing(options as PocketPingOptions)
  } catch (error) {
    expect(error).toBeInstanceOf(PocketPingError)
    expect((error as PocketPingError).code).toBe('INVALID_OPTIONS')
    return (error as PocketPingError).message
  }
  return 'taken'
}

const clock = manualClock()
const bridge = textBridge({ clock, platform: textPlatform({ clock }) })

describe('options are refused, with the name and the fix,', () => {
  it.for<[name: string, said: RegExp, options: unknown]>([
    ['that nobody knows', /brdiges/, { brdiges: [] }],
    ['with a file for a storage', /storage: must be a storage, e\.g\. sqliteStorage/, { storage: 'chat.db' }],
    ['with a function for a storage', /storage: .*sqliteStorage/, { storage: memoryStorage }],
    [
      'with a token for a bridge',
      /bridges\.0\.bridge: must be a bridge, e\.g\. telegramBridge/,
      { bridges: ['123:abc'] },
    ],
    [
      'with a setting of a bridge that nobody knows',
      /bridges\.0: must be a bridge, or \{ bridge, mirror\?, mode\? \}/,
      { bridges: [{ bridge, mirrors: 'all' }] },
    ],
    [
      'with a canned reply under a name that is no word',
      /projects\.0\.replies\.Hours: must be named by 1 to 32 small letters/,
      { projects: [{ id: 'a', replies: { Hours: 'x' } }] },
    ],
    [
      'with a canned reply under the name of a command',
      /projects\.0\.replies\.close: is a command already/,
      { projects: [{ id: 'a', replies: { close: 'x' } }] },
    ],
    ['with one bridge instead of a list', /bridges/, { bridges: bridge }],
    [
      'with the same bridge twice',
      /bridges: "text" is there twice; give each bridge an id/,
      { bridges: [bridge, bridge] },
    ],
    ['without any project', /projects: must name at least one project/, { projects: [] }],
    ['with a project without a name', /projects\.0\.id/, { projects: [{}] }],
    [
      'with a project id that is no word',
      /projects\.0\.id: must be 1 to 64 letters/,
      { projects: [{ id: 'a b' }] },
    ],
    ['with a project twice', /projects: "a" is there twice/, { projects: [{ id: 'a' }, { id: 'a' }] }],
    [
      'with a public key that is another id',
      /projects: "b" is there twice/,
      { projects: [{ id: 'a', publicKey: 'b' }, { id: 'b' }] },
    ],
    [
      'with an origin that has a path',
      /allowedOrigins\.0: must be an origin such as/,
      { allowedOrigins: ['https://shop.example/'] },
    ],
    [
      'with a host for an origin',
      /allowedOrigins\.0: must be an origin/,
      { allowedOrigins: ['shop.example'] },
    ],
    [
      'with a short secret key',
      /secretKeys\.0: must have at least 16 characters; make one with: openssl/,
      { secretKeys: ['secret'] },
    ],
    ['with a secret key that is not set', /secretKeys\.0: must be a text/, { secretKeys: [undefined] }],
    [
      'with one secret key instead of a list',
      /secretKeys: must be a list/,
      { secretKeys: 'sk_0123456789abcdef' },
    ],
    [
      'with many secret keys',
      /secretKeys: must be at most 10/,
      { secretKeys: Array(11).fill('k'.repeat(16)) },
    ],
    [
      'with a secret key in a project that is short',
      /projects\.0\.secretKeys\.0: must have at least 16/,
      { projects: [{ id: 'a', secretKeys: ['b'] }] },
    ],
    [
      'with secret keys beside projects',
      /secretKeys: belongs into each/,
      { projects: [{ id: 'a' }], secretKeys: ['sk_0123456789abcdef'] },
    ],
    [
      'with a secret key that stands in pages',
      /secretKeys: one of them is an id or a public key, which stands in pages/,
      { projects: [{ id: 'a', publicKey: 'pk_0123456789abcdef', secretKeys: ['pk_0123456789abcdef'] }] },
    ],
    [
      'with origins beside projects',
      /allowedOrigins: belongs into each/,
      { projects: [{ id: 'a' }], allowedOrigins: [] },
    ],
    ['with a text for a hook', /onEvent: must be a function/, { onEvent: 'log' }],
    ['with half a logger', /logger: must be a logger with debug/, { logger: { info() {} } }],
    ['with a clock that stands', /clock: must be a clock/, { clock: { now: () => 0 } }],
    ['that trust every proxy', /trustProxy: must be the number of proxies/, { trustProxy: true }],
    [
      'with a limit of nothing',
      /limits\.session\.burst|limits/,
      { limits: { session: { burst: 0, perSecond: 1 } } },
    ],
    ['with days below nothing', /tokenDays/, { tokenDays: -1 }],
    ['with a lease too short to renew', /leaseMs/, { leaseMs: 10 }],
    ['that are nothing', /options/, null],
  ])('%s', ([, said, options]) => {
    expect(refusal(options)).toMatch(said)
  })
})

describe('options', () => {
  it('may all be left out', () => {
    expect(refusal({})).toBe('taken')
  })

  it('name each project by its id and its public key', async () => {
    const pp = new PocketPing({
      projects: [{ id: 'shop', publicKey: 'pk_shop' }, { id: 'blog' }],
      logger: { debug() {}, info() {}, warn() {}, error() {} },
    })
    const start = async (projectId?: string): Promise<number> => {
      const body = JSON.stringify(projectId === undefined ? {} : { projectId })
      const request = new Request('http://shop.example/widget/sessions', { method: 'POST', body })
      return (await pp.fetch(request)).status
    }
    expect(await Promise.all(['shop', 'pk_shop', 'blog', 'other', undefined].map(start))).toEqual([
      201, 201, 201, 404, 404,
    ])
    expect((await pp.sessions({ projectId: 'shop' })).sessions).toHaveLength(2)
    await pp.stop()
  })
})
