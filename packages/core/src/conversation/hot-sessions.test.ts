import { describe, expect, it } from 'vitest'
import { setStage } from '../testing/engine-stage.ts'
import { IdFilter } from './id-filter.ts'
import { createRecentMap } from './recent-map.ts'

describe('what a process remembers of a session', () => {
  it('never takes a message for new that another process stored', async () => {
    const stage = await setStage()
    const one = stage.process
    const page = await stage.visit()
    await page.say('first', { id: 'msg_first-one' })
    const two = await stage.start()
    await page.connect(two)
    await page.say('first', { id: 'msg_first-one' })
    await page.say('second', { id: 'msg_second-one' })
    await page.connect(one)
    await page.say('second', { id: 'msg_second-one' })
    await page.say('third', { id: 'msg_third-one' })
    await page.say('third', { id: 'msg_third-one' })
    const records = await stage.storage.listMessages({ sessionId: page.sessionId, afterOrder: 0, limit: 50 })
    expect(records.map(({ content }) => content)).toEqual(['first', 'second', 'third'])
    expect(page.texts()).toEqual(['first', 'second', 'third'])
  })

  it.each([
    { type: 'send', id: 'msg_after-revoking', content: 'still there?' },
    { type: 'read', read: 1 },
    { type: 'page', page: { url: 'http://shop.example/' } },
    { type: 'typing' },
  ])('opens nothing to a token that another process revoked: $type', async command => {
    const stage = await setStage()
    const one = stage.process
    const page = await stage.visit()
    const post = async (): Promise<number> => {
      const headers = { authorization: `Bearer ${page.token}` }
      const body = JSON.stringify(command)
      const request = new Request('http://shop.example/widget/commands', { method: 'POST', headers, body })
      return (await one.pp.fetch(request)).status
    }
    await page.say('hello')
    const two = await stage.start()
    await two.pp.revokeToken(page.sessionId)
    expect(await post()).toBe(401)
  })
})

describe('IdFilter', () => {
  it('knows every id that was added, and most that were not', () => {
    const filter = new IdFilter()
    expect(filter.mayHave('msg_0')).toBe(false)
    const ids = Array.from({ length: 200 }, (_, index) => `msg_${index}`)
    for (const id of ids) filter.add(id)
    expect(ids.every(id => filter.mayHave(id))).toBe(true)
    const others = Array.from({ length: 1000 }, (_, index) => `evt_${index}`)
    expect(others.filter(id => filter.mayHave(id)).length).toBeLessThan(100)
  })
})

describe('createRecentMap', () => {
  it('keeps what was used lately, and no more than its capacity', () => {
    const map = createRecentMap<number>(10)
    map.set('kept', -1)
    for (let index = 0; index < 1000; index += 1) {
      map.set(`key-${index}`, index)
      expect(map.get('kept')).toBe(-1)
    }
    const left = Array.from({ length: 1000 }, (_, index) => map.get(`key-${index}`)).filter(
      one => one !== undefined,
    )
    expect(left.length).toBeLessThanOrEqual(10)
    expect(map.get('key-999')).toBe(999)
  })

  it('gives the newest value, and none once it is deleted', () => {
    const map = createRecentMap<number>(4)
    for (const value of [1, 2, 3]) map.set('key', value)
    map.set('other', 0)
    expect(map.get('key')).toBe(3)
    map.delete('key')
    expect(map.get('key')).toBeUndefined()
  })
})
