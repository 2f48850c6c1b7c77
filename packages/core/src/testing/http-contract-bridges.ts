import { expect, it } from 'vitest'
import { expectError } from './http-contract-request.ts'
import type { SetHttpStage, WhyNot } from './http-contract-stage.ts'
import { itUnless } from './it-unless.ts'

/** What platforms post. */
export function bridgeRouteContract(setStage: SetHttpStage, whyNot: WhyNot): void {
  it('hands a platform’s call to its bridge, and its answer back', async () => {
    const { ask, baseUrl } = await setStage()
    const answer = await ask('POST', '/bridges/desk?x=1', {
      headers: { 'x-secret': 'of the platform' },
      body: { update_id: 1, text: 'Zoë <b>' },
    })
    expect(answer.status).toBe(202)
    expect(answer.headers['x-desk']).toBe('yes')
    expect(JSON.parse(answer.text)).toEqual({
      method: 'POST',
      path: `${new URL(baseUrl).pathname.replace(/\/$/, '')}/bridges/desk`,
      secret: 'of the platform',
      body: '{"update_id":1,"text":"Zoë <b>"}',
    })
  })

  itUnless(whyNot('rawBodies'))('hands over the very bytes that were posted', async () => {
    const { ask } = await setStage()
    const body = '{ "signed" : 1e2,\n"as": "it is" }'
    for (const isChunked of [false, true]) {
      const answer = await ask('POST', '/bridges/desk', { body, isChunked })
      expect(JSON.parse(answer.text).body).toBe(body)
    }
  })

  it('passes on an answer without a body, and a refusal that read none', async () => {
    const { ask } = await setStage()
    const silent = await ask('POST', '/bridges/desk?silent', { body: {} })
    expect([silent.status, silent.text]).toEqual([204, ''])
    const body = { text: 'x'.repeat(50_000) }
    const refused = await ask('POST', '/bridges/desk?refused', { body })
    expect([refused.status, refused.text]).toEqual([403, 'no'])
  })

  it('looks like nothing where there is no such bridge', async () => {
    const { ask } = await setStage()
    for (const id of ['nobody', 'constructor', '__proto__', 'DESK'])
      expectError(await ask('POST', `/bridges/${id}`, { body: {} }), 404, 'NOT_FOUND')
  })
}
