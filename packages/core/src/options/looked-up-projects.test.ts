import { describe, expect, it } from 'vitest'
import { PocketPing } from '../pocketping.ts'
import { manualClock } from '../testing/manual-clock.ts'
import { textBridge } from '../testing/text-bridge.ts'
import { textPlatform } from '../testing/text-platform.ts'
import type { ProjectOptions } from './project-options.ts'

const SHOP: ProjectOptions = {
  id: 'shop',
  publicKey: 'pk_shop',
  secretKeys: ['a key of the shop'.replaceAll(' ', '-')],
  operatorName: 'Shop team',
}
const [KEY = ''] = SHOP.secretKeys ?? []

/** A host whose projects stand in a table that can be changed, and be out of reach. */
function host(rows: ProjectOptions[], options: Partial<ConstructorParameters<typeof PocketPing>[0]> = {}) {
  const clock = manualClock()
  const asked: string[] = []
  const log: string[] = []
  const state = { rows, isDown: false }
  const write = (message: string, details?: object): void =>
    void log.push(`${message} ${JSON.stringify(details ?? {})}`)
  const pp = new PocketPing({
    clock,
    limits: false,
    logger: { debug: write, info: write, warn: write, error: write },
    projects: async key => {
      asked.push(key)
      if (state.isDown) throw new Error('the database is away')
      return state.rows.find(
        ({ id, publicKey, secretKeys = [] }) => id === key || publicKey === key || secretKeys.includes(key),
      )
    },
    ...options,
  })
  const start = async (
    projectId?: string,
  ): Promise<{ status: number; code?: string; sessionId?: string }> => {
    const body = JSON.stringify(projectId === undefined ? {} : { projectId })
    const response = await pp.fetch(
      new Request('http://shop.example/widget/sessions', { method: 'POST', body }),
    )
    const { code, session } = (await response.json()) as { code?: string; session?: { id: string } }
    return {
      status: response.status,
      ...(code ? { code } : {}),
      ...(session ? { sessionId: session.id } : {}),
    }
  }
  return { pp, clock, asked, log, state, start }
}

describe('projects that the host looks up', () => {
  it('are found by public key and by id, and asked for once in a while', async () => {
    const { start, asked, clock } = host([SHOP])
    for (const key of ['pk_shop', 'pk_shop', 'shop', 'shop']) expect((await start(key)).status).toBe(201)
    expect(asked).toEqual(['pk_shop', 'shop'])
    clock.move(61_000)
    await start('pk_shop')
    expect(asked).toEqual(['pk_shop', 'shop', 'shop'])
  })

  it('that are not there do not reach the database with each guess', async () => {
    const { start, asked, state, clock } = host([])
    for (let guess = 0; guess < 10; guess += 1)
      expect(await start('pk_shop')).toEqual({ status: 404, code: 'PROJECT_NOT_FOUND' })
    expect(asked).toEqual(['pk_shop'])
    state.rows.push(SHOP)
    clock.move(5000)
    expect((await start('pk_shop')).status).toBe(201)
  })

  it('must be named by the page', async () => {
    expect(await host([SHOP]).start()).toEqual({ status: 400, code: 'BAD_REQUEST' })
  })

  it('serve on as they were while the database is away', async () => {
    const { start, state, clock, log } = host([SHOP])
    await start('pk_shop')
    clock.move(61_000)
    state.isDown = true
    expect((await start('pk_shop')).status).toBe(201)
    expect(log.join()).toContain('A project could not be looked up')
    expect((await start('pk_other')).status).toBe(500)
    expect(log.join()).not.toContain(KEY)
  })

  it('are looked up anew at once where the host says so', async () => {
    const { pp, start, state } = host([SHOP])
    await start('pk_shop')
    state.rows = []
    expect((await start('pk_shop')).status).toBe(201)
    pp.invalidateProject('shop')
    expect((await start('pk_shop')).status).toBe(404)
    state.rows = [SHOP]
    pp.invalidateProject()
    expect((await start('pk_shop')).status).toBe(201)
  })

  it('say what is wrong with what was looked up, in the log and not to the page', async () => {
    const { start, log } = host([{ ...SHOP, allowedOrigins: ['shop.example/path'] }])
    expect(await start('pk_shop')).toEqual({ status: 500, code: 'INTERNAL' })
    expect(log.join()).toContain('allowedOrigins')
  })

  it('are not what was asked for where the host answers with another one', async () => {
    const { pp } = host([SHOP], { projects: () => SHOP })
    const request = (projectId: string): Request =>
      new Request('http://shop.example/widget/sessions', {
        method: 'POST',
        body: JSON.stringify({ projectId }),
      })
    expect((await pp.fetch(request('pk_other'))).status).toBe(404)
    expect((await pp.fetch(request('pk_shop'))).status).toBe(201)
  })

  it('answer on the bridges they name, which are the engine’s', async () => {
    const platform = textPlatform({ clock: manualClock() })
    const bridge = textBridge({ id: 'text', platform, clock: manualClock() })
    const named = host([{ ...SHOP, bridges: ['text'] }], { bridges: [bridge] })
    expect((await named.start('pk_shop')).status).toBe(201)
    const unknown = host([{ ...SHOP, bridges: ['slack'] }], { bridges: [bridge] })
    expect((await unknown.start('pk_shop')).status).toBe(500)
    expect(unknown.log.join()).toContain('names the bridge \\"slack\\", which is not there')
  })
})

describe('projects of a list', () => {
  it('cannot be looked up again', () => {
    expect(() => new PocketPing().invalidateProject()).toThrow('projects are not looked up')
  })
})

describe('guessing keys', () => {
  it('reaches the host’s database no more often than an address may try', async () => {
    const { pp, asked } = host([SHOP], { limits: { address: { burst: 10, perSecond: 1 } } })
    const ask = (key: string): Promise<Response> =>
      pp.fetch(new Request('http://shop.example/sessions', { headers: { authorization: `Bearer ${key}` } }), {
        address: '203.0.113.9',
      })
    const statuses = []
    for (let guess = 0; guess < 30; guess += 1) statuses.push((await ask(`guess-${guess}`)).status)
    expect(statuses).toEqual([...Array<number>(10).fill(401), ...Array<number>(20).fill(429)])
    expect(asked).toHaveLength(10)
  })

  it('with one that becomes a key is over as soon as the host says so', async () => {
    const { pp, state } = host([{ ...SHOP, secretKeys: [] }])
    const ask = async (): Promise<number> => {
      const headers = { authorization: `Bearer ${KEY}` }
      return (await pp.fetch(new Request('http://shop.example/sessions', { headers }))).status
    }
    await pp.sessions({ projectId: 'shop' })
    expect(await ask()).toBe(401)
    state.rows = [SHOP]
    pp.invalidateProject('shop')
    expect(await ask()).toBe(200)
  })
})

describe('a project that is no longer there', () => {
  it('goes on as it was for its conversations, names and rules included', async () => {
    const identity = { hmacSecrets: ['x'.repeat(32)], requireVerified: true }
    const { pp, start, state } = host([{ ...SHOP, identity }])
    const { sessionId = '' } = await start('pk_shop')
    await pp.sendMessage(sessionId, { content: 'Hello', author: { name: 'Real Name' } })
    state.rows = []
    pp.invalidateProject('shop')
    expect((await start('pk_shop')).status).toBe(404)
    const message = await pp.sendMessage(sessionId, { content: 'Still here' })
    expect(message.author).toEqual({ name: 'Shop team' })
  })
})
