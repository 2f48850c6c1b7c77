import { describe, expect, it } from 'vitest'
import type { Blocked } from './host.ts'
import {
  expectConversation,
  expectCount,
  expectNothingUnsent,
  expectPosts,
  openPanel,
  useSite,
  write,
} from './site.ts'

const TRANSPORTS: { name: string; blocked: Blocked[]; used: string }[] = [
  { name: 'WebSocket', blocked: [], used: 'UPGRADE widget/socket' },
  { name: 'server-sent events, WebSocket blocked', blocked: ['socket'], used: 'GET widget/stream' },
  { name: 'polling, WebSocket and SSE blocked', blocked: ['socket', 'stream'], used: 'GET widget/poll' },
]

describe.each(TRANSPORTS)('over $name', ({ blocked, used }) => {
  const site = useSite()

  it('loses, doubles and reorders nothing when connections break', async () => {
    site.host.block(...blocked)
    const page = await site.visit()
    await openPanel(page)
    const own: string[] = []
    const all: string[] = []
    for (let round = 1; round <= 5; round++) {
      await write(page, `visitor ${round}`)
      own.push(`visitor ${round}`)
      all.push(`visitor ${round}`)
      // Right after the message has left, and its answer may be on its way.
      if (round > 1) site.host.cut()
      await expectPosts(site.host, own)
      await site.host.operatorSays(`operator ${round}`)
      all.push(`operator ${round}`)
      if (round % 2) site.host.cut()
      await expectConversation(page, all)
    }
    expect(site.host.requests).toContain(used)
  })

  it('keeps what is written offline, over a reload too, and sends it once in order', async () => {
    site.host.block(...blocked)
    const page = await site.visit()
    await openPanel(page)
    await write(page, 'online')
    await expectPosts(site.host, ['online'])
    await expectConversation(page, ['online'])
    await site.context.setOffline(true)
    await page.getByText('Waiting for network').waitFor()
    // At one moment, so that they are one run of messages, which has one tick.
    await page.clock.setFixedTime(Date.now())
    for (const text of ['offline 1', 'offline 2', 'offline 3']) await write(page, text)
    await expectCount(page.getByRole('img', { name: 'Sending' }), 1)
    await site.host.operatorSays('meanwhile')
    await site.context.setOffline(false)
    await expectPosts(site.host, ['online', 'offline 1', 'offline 2', 'offline 3'])
    await expectConversation(page, ['online', 'meanwhile', 'offline 1', 'offline 2', 'offline 3'])

    await site.host.operatorSays('ready')
    await expectConversation(page, ['online', 'meanwhile', 'offline 1', 'offline 2', 'offline 3', 'ready'])
    site.host.block('commands', 'socket', 'stream', 'poll')
    site.host.cut()
    await write(page, 'before the reload')
    await page.reload()
    await openPanel(page)
    await page.getByText('before the reload').waitFor()
    site.host.block(...blocked)
    await expectPosts(site.host, ['online', 'offline 1', 'offline 2', 'offline 3', 'before the reload'])
    await expectConversation(page, [
      'online',
      'meanwhile',
      'offline 1',
      'offline 2',
      'offline 3',
      'ready',
      'before the reload',
    ])
  })
})

describe('a first message', () => {
  const site = useSite()

  it('written while the server is away begins the conversation when it is back', async () => {
    const page = await site.visit()
    await openPanel(page)
    site.host.block('sessions')
    await write(page, 'anybody?')
    await page.getByText('anybody?').waitFor()
    await page.reload()
    await openPanel(page)
    site.host.block()
    await expectPosts(site.host, ['anybody?'])
    expect(await site.host.sessions()).toHaveLength(1)
  })
})

describe('a message that the server refuses', () => {
  const site = useSite()

  it('is kept, lets the next one pass, and is sent again on a tap', async () => {
    site.host.block('socket')
    const page = await site.visit()
    site.expectErrors(/400/)
    const refusal = { error: 'Bad request', message: 'content: not today.', code: 'BAD_REQUEST' }
    await page.route('**/widget/commands', route => {
      const isRefused = route.request().postData()?.includes('"first"')
      return isRefused ? route.fulfill({ status: 400, json: refusal }) : route.continue()
    })
    await openPanel(page)
    await write(page, 'first')
    await page.getByRole('button', { name: 'Not sent. Tap to try again.' }).waitFor()
    await write(page, 'second')
    await expectPosts(site.host, ['second'])
    await page.getByText('content: not today.').waitFor()
    await expectNothingUnsent(page)
    await page.unroute('**/widget/commands')
    await page.getByRole('button', { name: 'Not sent. Tap to try again.' }).click()
    await expectPosts(site.host, ['second', 'first'])
    await expectConversation(page, ['second', 'first'])
  })

  it('can be taken away', async () => {
    site.host.block('socket')
    const page = await site.visit()
    site.expectErrors(/400/)
    const json = { error: 'Bad request', message: 'content: not today.', code: 'BAD_REQUEST' }
    await page.route('**/widget/commands', route => route.fulfill({ status: 400, json }))
    await openPanel(page)
    await write(page, 'first')
    await page.getByRole('button', { name: 'Delete' }).click()
    await expectConversation(page, [])
  })

  it('waits as long as the server says when there were too many', async () => {
    site.host.block('socket')
    const page = await site.visit()
    site.expectErrors(/429/)
    const refusal = { error: 'Too many requests', message: 'Wait.', code: 'RATE_LIMITED' }
    let refused = 0
    await page.route('**/widget/commands', route =>
      refused++
        ? route.continue()
        : route.fulfill({ status: 429, headers: { 'retry-after': '1' }, json: refusal }),
    )
    await openPanel(page)
    await write(page, 'first')
    await write(page, 'second')
    await expectPosts(site.host, ['first', 'second'])
    expect(refused).toBeGreaterThan(2)
  })
})

describe('a page of the back button', () => {
  const site = useSite()

  it('leaves no connection behind and takes up the conversation', async () => {
    const page = await site.visit()
    await openPanel(page)
    await write(page, 'Hello')
    // On the server, that is: the operator's answer is to come behind it.
    await expectPosts(site.host, ['Hello'])
    await expectConversation(page, ['Hello'])
    await page.goto(`${site.host.url}/elsewhere`)
    await site.host.operatorSays('Are you there?')
    await page.goBack()
    if (!(await page.getByRole('dialog').isVisible())) await openPanel(page)
    await expectConversation(page, ['Hello', 'Are you there?'])
  })
})
