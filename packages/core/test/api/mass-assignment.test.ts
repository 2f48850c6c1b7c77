import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KEYS, setApiStage, tidyUp } from './api-stage.ts'
import { described } from './described.ts'
import { fill, furnish } from './furnish.ts'
import { snapshot } from './snapshot.ts'

tidyUp()

const CHANGING = described.filter(({ method }) => method !== 'GET')

// What is never the caller's to say.
const FIELDS = [
  'id',
  'seq',
  'order',
  'token',
  'tokenHash',
  'projectId',
  'sessionId',
  'visitorId',
  'status',
  'createdAt',
  'lastActivity',
  'verified',
  'deviceHashes',
  'receipts',
  'secret',
  'audience',
  'origin',
  'isBlocked',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
]

describe('what comes in', () => {
  it.each(CHANGING.map(one => [one.name, one] as const))(
    '%s takes no field that it does not know',
    async (name, one) => {
      const stage = await setApiStage()
      const ids = await furnish(stage)
      await expect.poll(async () => (await stage.storage.countJobs()).length).toBe(0)
      const before = await snapshot(stage.storage)
      const known = Object.keys(one.body ?? {})
      for (const field of FIELDS.filter(other => !known.includes(other))) {
        // Its project may be named where something is made in one.
        const isKnown = name === 'createWebhook' && field === 'projectId'
        const value = isKnown ? 'none' : 'mine'
        // As text: an object literal would set the prototype in the place of the field.
        const text = JSON.stringify({ ...one.body, $: value }).replace('"$"', JSON.stringify(field))
        const answer = await stage.ask(one.method, fill(one.path, ids), { body: text })
        expect([field, answer.status]).toEqual([field, isKnown ? 404 : 400])
        expect(answer.text).toContain(field)
        const query = await stage.ask(one.method, `${fill(one.path, ids)}?${field}=mine`, {
          ...(one.body ? { body: one.body } : {}),
        })
        const isKnownQuery = name === 'eraseVisitor' && field === 'projectId'
        expect([field, query.status]).toEqual([field, isKnownQuery ? 404 : 400])
      }
      expect(await snapshot(stage.storage)).toBe(before)
    },
  )

  it('takes no type of message but those of the team', async () => {
    const stage = await setApiStage()
    const { sessionId } = await furnish(stage)
    for (const type of ['visitor', 'ai', 'note', 'OPERATOR', '', null, 1, ['operator']]) {
      const answer = await stage.ask('POST', `/sessions/${sessionId}/messages`, {
        body: { content: 'x', type },
      })
      expect([type, answer.status]).toEqual([type, 400])
      expect(answer.text).toContain('type')
    }
  })

  it('poisons no prototype by data of any depth', async () => {
    const stage = await setApiStage()
    const { sessionId } = await furnish(stage)
    const bad =
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"a":{"__proto__":{"polluted":1}}}'
    await stage.ask('POST', `/sessions/${sessionId}/identify`, { body: `{"metadata":${bad}}` })
    await stage.ask('POST', `/sessions/${sessionId}/events`, { body: `{"name":"x","data":${bad}}` })
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
    const { identity } = await stage.get<{ identity?: { metadata: { polluted?: number } } }>(
      'GET',
      `/sessions/${sessionId}`,
    )
    expect(identity?.metadata.polluted).toBeUndefined()
  })

  it('is answered as it is described, whatever it is', async () => {
    const stage = await setApiStage()
    const ids = await furnish(stage)
    const other = await furnish(stage, 'blog')
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...Object.values(other), '..', '%', ' '),
    )
    const bodies = fc.oneof(
      fc.json(),
      fc.string(),
      fc.constantFrom('', '{}', '[]', 'null', '1', '"x"', '{"content":"x"}', '[{}]', `${'['.repeat(5000)}`),
    )
    const paths = fc.record({ sessionId: text, messageId: text, webhookId: text, visitorId: text })
    const before = await snapshot(stage.storage)
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...described),
        paths,
        bodies,
        fc.dictionary(text, text, { maxKeys: 2 }),
        fc.constantFrom(KEYS.blog, 'garbage', ''),
        async (one, given, body, query, token) => {
          const encoded = Object.fromEntries(Object.entries(given).map(([name, id]) => [name, encode(id)]))
          const search = Object.entries(query).map(([name, value]) => `${encode(name)}=${encode(value)}`)
          const path = `${fill(one.path, encoded)}?${search.join('&')}`
          const hasBody = one.method !== 'GET'
          const answer = await stage.ask(one.method, path, { token, ...(hasBody ? { body } : {}) })
          // An empty segment leads elsewhere, and so do dots, before anything is sent.
          if (/\/\.{0,2}[/?]/.test(path)) return
          expect(one.faultOf(answer.status, JSON.parse(answer.text)), `${answer.status} ${answer.text}`).toBe(
            '',
          )
          expect(answer.status).toBeLessThan(500)
          // What is the shop's does not show, whatever is asked with the key of the blog.
          expect(answer.text).not.toContain(ids.sessionId)
        },
      ),
      { numRuns: 1500 },
    )
    const isShops = (line: string): boolean => line.includes(ids.sessionId)
    const after = await snapshot(stage.storage)
    expect(after.split('\n').filter(isShops)).toEqual(before.split('\n').filter(isShops))
  })

  it('never comes back with a token or a hash of one', async () => {
    const stage = await setApiStage()
    const ids = await furnish(stage)
    const { tokenHash = '' } = (await stage.storage.findSession({ id: ids.sessionId })) ?? {}
    expect(tokenHash).toHaveLength(64)
    for (const one of described.toSorted(
      (a, b) => Number(a.method === 'DELETE') - Number(b.method === 'DELETE'),
    )) {
      const answer = await stage.ask(one.method, fill(one.path, ids), one.body ? { body: one.body } : {})
      expect([one.name, answer.status]).toEqual([one.name, Number(one.success)])
      expect(answer.text).not.toContain(ids.token)
      expect(answer.text).not.toContain(tokenHash)
      expect(answer.text).not.toMatch(/token|hash/i)
      if (one.name !== 'createWebhook') expect(answer.text).not.toContain('whsec_')
    }
  })
})

function encode(text: string): string {
  return encodeURIComponent(text.isWellFormed() ? text : 'x')
}
