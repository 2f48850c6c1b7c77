import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchChromium, openContext } from '../support/chromium.ts'
import { type Network, startNetwork } from './network.ts'
import { type Shop, startShop } from './shop.ts'

let browser: Browser
let shop: Shop
let network: Network
let page: Page

beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(async () => browser.close())

beforeEach(async () => {
  shop = await startShop()
  network = await startNetwork(shop.port)
  page = await (await openContext(browser)).newPage()
})
afterEach(async () => {
  await page.context().close()
  await network.close()
  await shop.stop()
})

const transports = [
  { name: 'WebSocket', blocks: { socket: false, stream: false }, way: 'socket' },
  { name: 'server-sent events, WebSocket blocked', blocks: { socket: true, stream: false }, way: 'stream' },
  { name: 'long-poll, both blocked', blocks: { socket: true, stream: true }, way: 'poll' },
] as const

describe.each(transports)(
  'a visitor in Chromium and an operator on Telegram over $name',
  ({ blocks, way }) => {
    beforeEach(async () => {
      Object.assign(network.blocks, blocks)
      await openShop()
    })

    it('talk both ways', async () => {
      await write('Do you ship to Norway?')
      const topic = await shop.topic()
      await shop.telegram.until(() => shop.shown().includes('Do you ship to Norway?'))
      shop.telegram.asOperator.send({ topicId: topic, text: 'We do, in five days.' })
      await sees('We do, in five days.')
      await page.getByRole('dialog').locator('header').getByText('Maya Lindqvist').waitFor()
      expect(network.seen[way]).toBeGreaterThan(0)
    })

    it('find the conversation again after a reload', async () => {
      await write('first')
      const topic = await shop.topic()
      shop.telegram.asOperator.send({ topicId: topic, text: 'second' })
      await sees('second')
      await openShop()
      await sees('first')
      await sees('second')
      await write('third')
      await shop.telegram.until(() => shop.shown().includes('third'))
      expect(shop.telegram.topics().filter(({ id }) => id > 1)).toHaveLength(1)
    })

    it('lose, double and reorder nothing while the network is down', async () => {
      await write('before')
      const topic = await shop.topic()
      await shop.telegram.until(() => shop.shown().includes('before'))
      network.down()
      for (const text of ['down 1', 'down 2', 'down 3']) await write(text)
      for (const text of ['answer 1', 'answer 2', 'answer 3'])
        shop.telegram.asOperator.send({ topicId: topic, text })
      network.up()
      await sees('answer 3')
      await write('after')
      await shop.telegram.until(() => shop.shown().includes('after'))
      const ofVisitor = ['before', 'down 1', 'down 2', 'down 3', 'after']
      expect(shop.shown().filter(text => !text.startsWith('answer'))).toEqual(ofVisitor)
      const bubbles = await page.getByRole('log').locator('.bubble').allTextContents()
      const texts = bubbles.filter(text => ofVisitor.includes(text) || text.startsWith('answer'))
      expect(texts.filter(text => ofVisitor.includes(text))).toEqual(ofVisitor)
      expect(texts.filter(text => text.startsWith('answer'))).toEqual(['answer 1', 'answer 2', 'answer 3'])
    })
  },
)

it('finds unsent messages again after a reload without network, and sends them once', async () => {
  await openShop()
  await write('sent')
  await shop.topic()
  network.down()
  await write('kept 1')
  await write('kept 2')
  await openShop()
  await sees('kept 2')
  network.up()
  await shop.telegram.until(() => shop.shown().includes('kept 2'))
  expect(shop.shown()).toEqual(['sent', 'kept 1', 'kept 2'])
})

async function openShop(): Promise<void> {
  await page.goto(`http://127.0.0.1:${network.port}/`)
  await page.getByRole('button', { name: 'Talk to us' }).click()
  await page.getByRole('textbox').waitFor()
}

async function write(text: string): Promise<void> {
  await page.getByRole('textbox').fill(text)
  await page.keyboard.press('Enter')
  await sees(text)
}

async function sees(text: string): Promise<void> {
  await page.getByRole('log').getByText(text, { exact: true }).waitFor()
}
