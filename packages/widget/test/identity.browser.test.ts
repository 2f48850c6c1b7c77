import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { PocketPing as Api } from '../src/api.ts'
import { pageHtml } from './host.ts'
import { identity, signHash, signToken } from './signed.ts'
import {
  askAndWait,
  expectConversation,
  expectCount,
  expectNothingUnsent,
  expectPosts,
  openPanel,
  useSite,
  write,
} from './site.ts'

declare const PocketPing: Api

const HOWS = [
  { how: 'a token', script: (id: string) => `identify({ identityToken: '${signToken(id)}' })` },
  { how: 'a token to init', script: (id: string) => `init({ identityToken: '${signToken(id)}' })` },
  {
    how: 'a hash',
    script: (id: string) => `identify({ customerId: '${id}', identityHash: '${signHash(id)}' })`,
  },
]

describe('a customer', () => {
  const site = useSite({ identity })

  /** Opens a page on which this is called, in the browser of somebody else where told so. */
  async function visitWith(script: string, isElsewhere = false): Promise<Page> {
    const path = `/with/${site.host.pages.size}`
    site.host.pages.set(path, {
      html: pageHtml(
        `<script src="/pocketping/widget.js"></script><script>warned = []; console.warn = text => warned.push(text); PocketPing.${script}</script>`,
      ),
    })
    return site.visit(path, isElsewhere ? await site.newContext() : undefined)
  }

  const asCustomer = (id: string, isElsewhere = false): Promise<Page> =>
    visitWith(`identify({ customerId: '${id}', identityToken: '${signToken(id)}' })`, isElsewhere)

  const warned = (page: Page): Promise<string[]> => page.evaluate('warned')

  const resumed = (): number =>
    site.host.requests.filter(request => request === 'POST widget/sessions/resume').length

  async function expectVerified(count: number): Promise<void> {
    await expect
      .poll(async () => (await site.host.sessions()).filter(one => one.identity?.verified).length)
      .toBe(count)
  }

  it('who is not proven sees nothing of another browser that says the same', async () => {
    const script = `identify({ email: 'grace@example.com', customerId: 'grace' })`
    const first = await visitWith(script)
    await openPanel(first)
    await write(first, 'Mine')
    await expectPosts(site.host, ['Mine'])
    const second = await visitWith(script, true)
    await openPanel(second)
    await write(second, 'Also mine')
    await expectPosts(site.host, ['Mine', 'Also mine'])
    await expectConversation(second, ['Also mine'])
    await expectConversation(first, ['Mine'])
    expect(resumed()).toBe(0)
    expect(await site.host.sessions()).toHaveLength(2)
  })

  it.each(HOWS)('proven by $how goes on with the same conversation on two devices', async ({ script }) => {
    const first = await visitWith(script('grace'))
    await openPanel(first)
    await write(first, 'Hello')
    await expectPosts(site.host, ['Hello'])
    await expectVerified(1)
    await site.host.operatorSays('Hi')
    const second = await visitWith(script('grace'), true)
    await openPanel(second)
    await expectConversation(second, ['Hello', 'Hi'])
    await write(second, 'From my phone')
    await expectConversation(first, ['Hello', 'Hi', 'From my phone'])
    await write(first, 'From my desk')
    await expectConversation(second, ['Hello', 'Hi', 'From my phone', 'From my desk'])
    expect(await site.host.sessions()).toHaveLength(1)
  })

  it('who writes without opening the panel writes in the earlier conversation', async () => {
    const first = await asCustomer('grace')
    await openPanel(first)
    await write(first, 'Hello')
    await expectVerified(1)
    const second = await asCustomer('grace', true)
    await second.evaluate(() => PocketPing.sendMessage('It is me'))
    await expectConversation(first, ['Hello', 'It is me'])
    expect(await site.host.sessions()).toHaveLength(1)
  })

  it('who is new is looked for once, and nothing is begun by opening', async () => {
    const page = await asCustomer('grace')
    await openPanel(page)
    await expect.poll(resumed).toBe(1)
    await page.keyboard.press('Escape')
    await openPanel(page)
    await askAndWait(page)
    expect(resumed()).toBe(1)
    expect(await site.host.sessions()).toEqual([])
    await write(page, 'Hello')
    await expectPosts(site.host, ['Hello'])
    await expectVerified(1)
    expect(resumed()).toBe(1)
    expect(await warned(page)).toEqual([])
  })

  it('who logs in after another did, without a reset, sees nothing of theirs', async () => {
    site.expectErrors(/409/)
    const first = await asCustomer('grace')
    await openPanel(first)
    await write(first, 'Of Grace')
    await expectVerified(1)
    await expectNothingUnsent(first)
    await first.close()
    const second = await asCustomer('ada')
    await openPanel(second)
    await expectConversation(second, [])
    await write(second, 'Of Ada')
    await expectVerified(2)
    await expectConversation(second, ['Of Ada'])
    await second.close()
    const third = await asCustomer('grace')
    await openPanel(third)
    await expectConversation(third, ['Of Grace'])
    expect(await warned(third)).toEqual([])
    expect(await site.host.sessions()).toHaveLength(2)
  })

  it('who logs in is not undone by another tab that still has the former one', async () => {
    site.expectErrors(/401|409/)
    const stale = await asCustomer('grace')
    await openPanel(stale)
    await write(stale, 'Of Grace')
    await expectVerified(1)
    await expectNothingUnsent(stale)
    const fresh = await asCustomer('ada')
    await openPanel(fresh)
    await write(fresh, 'Of Ada')
    await expectVerified(2)
    await expectConversation(stale, ['Of Ada'])
    await write(fresh, 'Still Ada')
    await expectConversation(stale, ['Of Ada', 'Still Ada'])
    await expectConversation(fresh, ['Of Ada', 'Still Ada'])
  })

  it('who logs out leaves nothing in the browser, and goes on elsewhere', async () => {
    const desk = await visitWith(`init({ identityToken: '${signToken('grace')}' })`)
    await openPanel(desk)
    await write(desk, 'Hello')
    await expectVerified(1)
    await expectNothingUnsent(desk)
    const phone = await asCustomer('grace', true)
    await openPanel(phone)
    await expectConversation(phone, ['Hello'])
    await desk.locator('pocket-ping textarea').fill('a draft')
    const before = resumed()
    await desk.evaluate(() => PocketPing.reset())
    await expectConversation(desk, [])
    expect(await desk.locator('pocket-ping textarea').inputValue()).toBe('')
    expect(await desk.evaluate(() => localStorage.length)).toBe(0)
    await desk.keyboard.press('Escape')
    await openPanel(desk)
    await askAndWait(desk)
    await expectConversation(desk, [])
    expect(resumed()).toBe(before)
    await write(phone, 'Still here')
    await expectPosts(site.host, ['Hello', 'Still here'])
    await expectConversation(desk, [])
  })

  it('who logs out and in again finds the conversation', async () => {
    const page = await asCustomer('grace')
    await openPanel(page)
    await write(page, 'Hello')
    await expectVerified(1)
    await expectNothingUnsent(page)
    await page.evaluate(identityToken => {
      PocketPing.reset()
      PocketPing.init({ identityToken })
    }, signToken('grace'))
    await expectConversation(page, ['Hello'])
  })

  it('whose proof does not hold is told so once, and what they write arrives', async () => {
    site.expectErrors(/403/)
    const page = await visitWith(
      `identify({ identityToken: '${signToken('grace', 'a secret that the project does not know')}' })`,
    )
    await openPanel(page)
    await write(page, 'Hello')
    await expectPosts(site.host, ['Hello'])
    await expect.poll(() => warned(page)).toEqual([expect.stringMatching(/^PocketPing: .*identity token/i)])
    // The connection comes again, and with it whatever is told on each.
    site.host.cut()
    await write(page, 'Again')
    await expectPosts(site.host, ['Hello', 'Again'])
    await expectNothingUnsent(page)
    await askAndWait(page)
    expect(await warned(page)).toHaveLength(1)
    expect((await site.host.session()).identity).toBeUndefined()
  })

  it('once proven is not labelled anew without a proof, and the developer is told', async () => {
    site.expectErrors(/404|403/)
    const page = await asCustomer('grace')
    await openPanel(page)
    await write(page, 'Hello')
    await expectVerified(1)
    await page.evaluate(() => PocketPing.identify({ name: 'Somebody' }))
    await expect.poll(() => warned(page)).toEqual([expect.stringContaining('needs a proof')])
    await write(page, 'Again')
    await expectPosts(site.host, ['Hello', 'Again'])
    await expectCount(page.locator('pocket-ping .failed'), 0)
  })
})
