import { describe, expect, it } from 'vitest'
import { setStage } from '../testing/engine-stage.ts'

describe('hooks', () => {
  it('follow what happens, in order', async () => {
    const calls: string[] = []
    const stage = await setStage({
      options: {
        onSession: (_session, news) => void calls.push(news),
        onMessage: ({ content }) => void calls.push(content),
        onEvent: ({ id, name, data }) => void calls.push(`${id} ${name} ${JSON.stringify(data)}`),
      },
    })
    const page = await stage.visit()
    await page.say('hello')
    await page.do({ type: 'identify', identity: { name: 'Ann' } })
    await page.do({ type: 'event', id: 'evt_cart-0000', name: 'cart', data: { items: 2 } })
    stage.platform.operator.write(stage.platform.threadOf(page.sessionId)?.id ?? '', 'Hi!')
    stage.platform.operator.write(stage.platform.threadOf(page.sessionId)?.id ?? '', '// note')
    await stage.rest()
    await page.do({ type: 'close' })
    await page.say('again')
    expect(calls).toEqual([
      'created',
      'hello',
      'identified',
      'evt_cart-0000 cart {"items":2}',
      'Hi!',
      'closed',
      'Conversation closed.',
      'reopened',
      'Conversation reopened.',
      'again',
    ])
  })

  it('hear of an event once, though it came twice', async () => {
    const calls: string[] = []
    const stage = await setStage({ options: { onEvent: ({ name }) => void calls.push(name) } })
    const page = await stage.visit()
    for (let time = 0; time < 3; time += 1)
      await page.do({ type: 'event', id: 'evt_cart-0000', name: 'cart' })
    expect(calls).toEqual(['cart'])
  })

  it('that throw are called again, and what follows waits for them', async () => {
    const calls: string[] = []
    let failures = 3
    const stage = await setStage({
      options: {
        onMessage({ content }) {
          calls.push(content)
          failures -= 1
          if (failures >= 0) throw new Error('host')
        },
      },
    })
    const page = await stage.visit()
    await page.say('one')
    await page.say('two')
    await stage.pass(60_000)
    expect(calls).toEqual(['one', 'one', 'one', 'one', 'two'])
  })

  it('that never succeed are given up after ten calls, and the next follows', async () => {
    const calls: string[] = []
    const stage = await setStage({
      options: {
        async onMessage({ content }) {
          calls.push(content)
          if (content === 'poison') throw new Error('host')
        },
      },
    })
    const page = await stage.visit()
    await page.say('poison')
    await page.say('after')
    await stage.pass(3_600_000)
    expect(calls).toEqual([...Array(10).fill('poison'), 'after'])
    expect(stage.process.log.filter(line => line.includes('was given up'))).toHaveLength(1)
  })

  it('that never end hold up neither the visitor nor the platforms', async () => {
    const stage = await setStage({ options: { onMessage: () => new Promise(() => undefined) } })
    const page = await stage.visit()
    page.send({ type: 'send', id: 'msg_hello-000', content: 'hello' })
    page.send({ type: 'send', id: 'msg_again-000', content: 'again' })
    for (let turn = 0; turn < 1000 && stage.platform.shownOf(page.sessionId).length < 2; turn += 1)
      await new Promise(resolve => setImmediate(resolve))
    expect(stage.platform.shownOf(page.sessionId)).toEqual(['hello', 'again'])
  })
})

describe('emitEvent', () => {
  it('tells every open page, and says how many', async () => {
    const stage = await setStage()
    const page = await stage.visit()
    const { pp } = stage.process
    expect(await pp.emitEvent(page.sessionId, 'offer', { off: 10 })).toEqual({ delivered: 1 })
    expect(page.told).toEqual([{ type: 'event', name: 'offer', data: { off: 10 } }])
    page.disconnect()
    expect(await pp.emitEvent(page.sessionId, 'offer')).toEqual({ delivered: 0 })
  })

  it('knows no session that is not there', async () => {
    const stage = await setStage()
    await expect(stage.process.pp.emitEvent('sess_none', 'offer')).rejects.toThrow('Session not found')
  })
})
