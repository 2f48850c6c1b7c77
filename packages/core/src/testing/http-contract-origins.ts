import { expect, it } from 'vitest'
import { routes } from '../http/routes.ts'
import { type Answer, expectError } from './http-contract-request.ts'
import type { HttpStage, SetHttpStage } from './http-contract-stage.ts'

/** Which pages may start conversations and read answers, and who is believed to be where. */
export function originContract(setStage: SetHttpStage): void {
  const start = (stage: HttpStage, headers: Record<string, string>, projectId = 'shop'): Promise<Answer> =>
    stage.ask('POST', '/widget/sessions', { headers, body: { projectId } })

  it('lets pages start that are on its own host, or listed', async () => {
    const stage = await setStage()
    const { host } = new URL(stage.baseUrl)
    const listed = { origin: 'https://shop.example' }
    for (const headers of [{}, { origin: `http://${host}` }, { origin: `https://${host}` }, listed]) {
      const answer = await start(stage, headers)
      expect([headers, answer.status]).toEqual([headers, 201])
    }
    // Listed is what each project lists.
    expectError(await start(stage, listed, 'blog'), 403, 'ORIGIN_REFUSED')
  })

  it('refuses every other page, however alike', async () => {
    const stage = await setStage()
    const { host, port } = new URL(stage.baseUrl)
    const origins = [
      'https://evil.example',
      'http://shop.example',
      'https://shop.example:444',
      'https://shop.example.evil.example',
      'https://evilshop.example',
      'https://shop.example@evil.example',
      'https://shop.example https://evil.example',
      'https://shop.example, https://evil.example',
      'https://shop.example/',
      'https://www.shop.example',
      'https://shop.example.',
      `http://127.0.0.1:${port}1`,
      `http://${host}.evil.example`,
      'http://127.0.0.1',
      'http://localhost.evil.example',
      'null',
      'undefined',
      '*',
      'file://',
      'about:blank',
      'data:',
      '',
    ]
    for (const origin of origins) {
      const answer = await start(stage, { origin })
      expect([origin, answer.status]).toEqual([origin, 403])
      expectError(answer, 403, 'ORIGIN_REFUSED')
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
    }
    expectError(await start(stage, { 'sec-fetch-site': 'cross-site' }), 403, 'ORIGIN_REFUSED')
    expect(await stage.pp.sessions({ projectId: 'shop' })).toEqual({ sessions: [] })
  })

  it('lets any page start where a project says so', async () => {
    const stage = await setStage({ projects: [{ id: 'shop', allowedOrigins: ['*'] }, { id: 'blog' }] })
    for (const origin of ['https://any.example', 'null']) {
      const answer = await start(stage, { origin })
      expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([201, origin])
    }
    expectError(await start(stage, { origin: 'https://any.example' }, 'blog'), 403, 'ORIGIN_REFUSED')
  })

  it('lets listed pages read every answer, refusals too, and no others', async () => {
    const stage = await setStage()
    for (const { method, path, isFile } of routes) {
      if (isFile) continue
      for (const [origin, isListed] of [
        ['https://shop.example', true],
        ['https://evil.example', false],
      ] as const) {
        const question = { headers: { origin, 'access-control-request-method': method } }
        for (const asked of [method, 'OPTIONS']) {
          const { headers, status } = await stage.ask(asked, path.replaceAll(/:\w+/g, 'some'), question)
          expect(status === 204).toBe(asked === 'OPTIONS')
          expect(headers['access-control-allow-origin']).toBe(isListed ? origin : undefined)
          if (!isListed) continue
          expect(headers.vary).toContain('Origin')
          expect(headers['access-control-allow-methods']).toBe('GET, POST, PATCH, DELETE, OPTIONS')
          expect(headers['access-control-allow-headers']).toBe(
            'authorization, content-type, idempotency-key, last-event-id',
          )
          expect(headers['access-control-expose-headers']).toBe('retry-after')
          expect(headers).not.toHaveProperty('access-control-allow-credentials')
        }
      }
    }
  })

  it('knows its own host behind a proxy only where it is told of one', async () => {
    const forwarded = { origin: 'https://www.example', 'x-forwarded-host': 'www.example' }
    expectError(await start(await setStage(), forwarded), 403, 'ORIGIN_REFUSED')
    const behindOne = await setStage({ trustProxy: 1 })
    expect((await start(behindOne, forwarded)).status).toBe(201)
    for (const host of ['WWW.example', 'www.example:443'])
      expect((await start(behindOne, { ...forwarded, 'x-forwarded-host': host })).status).toBe(201)
    const added = { ...forwarded, 'x-forwarded-host': 'www.example, other.example' }
    expectError(await start(behindOne, added), 403, 'ORIGIN_REFUSED')
    const behindTwo = await setStage({ trustProxy: 2 })
    // Most proxies replace this header, so that there is one however many stand in front.
    expect((await start(behindTwo, forwarded)).status).toBe(201)
    expect((await start(behindTwo, added)).status).toBe(201)
    for (const host of ['', ' ', '[', 'a b', '/'])
      expectError(
        await start(behindOne, { origin: 'https://www.example', 'x-forwarded-host': host }),
        403,
        'ORIGIN_REFUSED',
      )
  })

  it.each([
    [0, ['9.9.9.1', '9.9.9.2'], [201, 429]],
    [0, ['', '127.0.0.1'], [201, 429]],
    [1, ['9.9.9.1, 7.7.7.7', '9.9.9.2, 7.7.7.7', '9.9.9.1, 7.7.7.8'], [201, 429, 201]],
    [1, ['7.7.7.7:1001', '7.7.7.7:1002', '7.7.7.7'], [201, 429, 429]],
    [
      1,
      ['2001:db8:1:2::1', '2001:db8:1:2:3::9', '[2001:db8:1:2::7]:4000', '2001:db8:1:3::1'],
      [201, 429, 429, 201],
    ],
    [2, ['9.9.9.1, 7.7.7.7, 10.0.0.1', '9.9.9.2, 7.7.7.7, 10.0.0.2', '7.7.7.8, 10.0.0.1'], [201, 429, 201]],
    [2, ['9.9.9.1', '9.9.9.2'], [201, 429]],
  ])(
    'with trustProxy %i limits by the address that its proxies saw: %j',
    async (trustProxy, addresses, statuses) => {
      const stage = await setStage({ trustProxy, limits: { start: { burst: 1, perSecond: 0.001 } } })
      const found: number[] = []
      for (const address of addresses)
        found.push((await start(stage, address === '' ? {} : { 'x-forwarded-for': address })).status)
      expect(found).toEqual(statuses)
    },
  )

  it.each([
    [0, 'CH', undefined],
    [1, 'CH', 'CH'],
    [1, 'ch', 'CH'],
    [1, 'XX', undefined],
    [1, '<b>', undefined],
    [1, 'CHE', undefined],
  ])('with trustProxy %i takes a country from a proxy: %s', async (trustProxy, told, country) => {
    const stage = await setStage({ trustProxy })
    const answer = await start(stage, { 'cf-ipcountry': told })
    const session = await stage.pp.session(JSON.parse(answer.text).session.id)
    expect(session?.metadata.country).toBe(country)
  })
}
