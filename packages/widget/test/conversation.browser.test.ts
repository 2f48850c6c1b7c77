import { describe, expect, it } from 'vitest'
import type { PocketPing as Api } from '../src/api.ts'
import { pageHtml, SCRIPT } from './host.ts'
import {
  askAndWait,
  bubbles,
  expectConversation,
  expectCount,
  expectNothingUnsent,
  expectPosts,
  launcher,
  openPanel,
  useSite,
  write,
} from './site.ts'

declare const PocketPing: Api

describe('a conversation', () => {
  const site = useSite()

  it('begins with the first message, and not before', async () => {
    const page = await site.visit()
    await openPanel(page)
    await askAndWait(page)
    expect(site.host.requests.filter(request => !/\.js$|settings$/.test(request))).toEqual([])
    expect(
      await page.evaluate(() =>
        JSON.stringify([localStorage.length, sessionStorage.length, document.cookie]),
      ),
    ).toBe('[0,0,""]')
    await write(page, 'Hello')
    await expectPosts(site.host, ['Hello'])
    expect(await site.host.sessions()).toHaveLength(1)
  })

  it('loads nothing but the script before the visitor acts', async () => {
    const page = await site.visit()
    await launcher(page).waitFor()
    await askAndWait(page)
    expect(site.host.requests).toEqual(['GET widget.js', 'GET widget/settings'])
  })

  it('goes both ways and is there again after a reload', async () => {
    const page = await site.visit()
    await openPanel(page)
    await write(page, 'Do you ship to France?')
    await expectPosts(site.host, ['Do you ship to France?'])
    await site.host.operatorSays('Yes!')
    await expectConversation(page, ['Do you ship to France?', 'Yes!'])
    await write(page, 'Great')
    await expectConversation(page, ['Do you ship to France?', 'Yes!', 'Great'])
    await page.reload()
    await openPanel(page)
    await expectConversation(page, ['Do you ship to France?', 'Yes!', 'Great'])
    expect(await site.host.sessions()).toHaveLength(1)
  })

  it('shows how far a message has come', async () => {
    const page = await site.visit()
    await openPanel(page)
    const release = site.host.operator.hold()
    await write(page, 'Hello')
    await page.getByRole('img', { name: 'Sent', exact: true }).waitFor()
    release()
    await page.getByRole('img', { name: 'Delivered' }).waitFor()
    await site.host.operatorSays('Hi')
    await page.getByRole('img', { name: 'Seen' }).waitFor()
  })

  it('tells the operator how far theirs has come', async () => {
    const page = await site.visit()
    await openPanel(page)
    await write(page, 'Hello')
    await expectPosts(site.host, ['Hello'])
    await launcher(page).click()
    const message = await site.host.operatorSays('Hi')
    const receipts = async (): Promise<[number, number]> => {
      const session = await site.host.session()
      return [session.receipts.received, session.receipts.read]
    }
    await expect.poll(receipts).toEqual([message.order, 0])
    await launcher(page).getByText('1').waitFor()
    await launcher(page).click()
    await expect.poll(receipts).toEqual([message.order, message.order])
    await expect.poll(() => launcher(page).locator('.n').textContent()).toBe('')
  })

  it('shows that the operator is typing', async () => {
    const page = await site.visit()
    await openPanel(page)
    await write(page, 'Hello')
    await page.getByRole('img', { name: 'Delivered' }).waitFor()
    await site.host.operatorTypes()
    await page.getByRole('img', { name: 'Ada Lovelace is typing…' }).waitFor()
    await site.host.operatorSays('Hi')
    await page.getByText('Hi', { exact: true }).waitFor()
    // Drawn in one go. Later it would go by itself, so this must not wait.
    expect(await page.getByRole('img', { name: 'Ada Lovelace is typing…' }).count()).toBe(0)
  })

  it('lets the visitor edit and delete', async () => {
    const page = await site.visit()
    await openPanel(page)
    await write(page, 'Helo')
    await write(page, 'Bye')
    await expectPosts(site.host, ['Helo', 'Bye'])
    await bubbles(page).nth(1).hover()
    await page.getByRole('button', { name: 'Message options' }).first().click()
    await page.getByRole('menuitem', { name: 'Edit' }).click()
    await write(page, 'Hello')
    await expectPosts(site.host, ['Hello', 'Bye'])
    await expectConversation(page, ['Helloedited', 'Bye'])
    await page.getByRole('button', { name: 'Message options' }).last().click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await expectPosts(site.host, ['Hello'])
    await expectConversation(page, ['Helloedited', 'Message deleted'])
  })

  it.each([
    { on: 'a desktop', width: 1280, height: 800 },
    { on: 'a phone', width: 390, height: 664 },
  ])('lets the visitor edit the last of many on $on', async ({ width, height }) => {
    const page = await site.visit()
    await page.setViewportSize({ width, height })
    const lines = Array.from({ length: 14 }, (_, index) => `Line ${index + 1}`)
    await openPanel(page)
    for (const line of lines) await write(page, line)
    await expectPosts(site.host, lines)
    // What is on its way has no options yet.
    await expectNothingUnsent(page)
    await bubbles(page).last().click()
    await page.getByRole('button', { name: 'Message options' }).last().click()
    await page.getByRole('menuitem', { name: 'Edit' }).click()
    await write(page, 'The last line')
    await expectPosts(site.host, [...lines.slice(0, -1), 'The last line'])
  })

  it('loads older messages when scrolled up, and keeps the place', async () => {
    const page = await site.visit()
    await openPanel(page)
    await write(page, 'Hello')
    await expectPosts(site.host, ['Hello'])
    for (let count = 1; count <= 120; count++) await site.host.operatorSays(`Line ${count}`)
    await page.reload()
    await openPanel(page)
    await page.getByText('Line 120', { exact: true }).waitFor()
    expect(await page.getByText('Line 1', { exact: true }).count()).toBe(0)
    await expect
      .poll(async () => {
        await page
          .locator('pocket-ping .scroll')
          .evaluate(element => element.scrollTo(0, -element.scrollHeight))
        return page.getByText('Hello', { exact: true }).count()
      })
      .toBe(1)
    await expectConversation(page, [
      'Hello',
      ...Array.from({ length: 120 }, (_, index) => `Line ${index + 1}`),
    ])
  })

  it('loads what stands between the newest messages and one that is acknowledged again', async () => {
    const page = await site.visit()
    const id = page.evaluate(
      () => new Promise<string>(resolve => PocketPing.on('message', one => resolve(one.id))),
    )
    await openPanel(page)
    await write(page, 'Hello')
    await expectPosts(site.host, ['Hello'])
    await expectNothingUnsent(page)
    for (let count = 1; count <= 60; count++) await site.host.operatorSays(`Line ${count}`)
    // As after an acknowledgement that was lost with the page.
    await page.evaluate(
      given => {
        const saved = JSON.parse(localStorage.getItem('pocketping:') ?? '{}') as object
        const command = { type: 'send', id: given, content: 'Hello' }
        const unsent = [{ ref: given, command, at: new Date().toISOString() }]
        localStorage.setItem('pocketping:', JSON.stringify({ ...saved, unsent }))
      },
      await id,
    )
    await page.reload()
    await openPanel(page)
    await page.getByText('Hello', { exact: true }).waitFor({ state: 'attached' })
    await expect
      .poll(async () => {
        await page
          .locator('pocket-ping .scroll')
          .evaluate(element => element.scrollTo(0, -element.scrollHeight))
        return page.getByText('Line 1', { exact: true }).count()
      })
      .toBe(1)
    await expectConversation(page, [
      'Hello',
      ...Array.from({ length: 60 }, (_, index) => `Line ${index + 1}`),
    ])
    await expectPosts(site.host, ['Hello'])
  })

  it('says that it is closed, and writing opens it again', async () => {
    const page = await site.visit()
    await openPanel(page)
    await write(page, 'Hello')
    await expectPosts(site.host, ['Hello'])
    await site.host.closeConversation()
    await page.getByText('This conversation is closed. Write to reopen it.').waitFor()
    await write(page, 'One more thing')
    await expectConversation(page, [
      'Hello',
      'Conversation closed',
      'Conversation reopened',
      'One more thing',
    ])
    await expectCount(page.getByText('This conversation is closed'), 0)
  })

  it('keeps texts that are markup as texts', async () => {
    const attack = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script> javascript:alert(1)'
    site.host.operator.author.name = '<b onmouseover=alert(1)>Ada</b>'
    const page = await site.visit()
    await openPanel(page)
    await write(page, attack)
    await expectPosts(site.host, [attack])
    await site.host.operatorSays(`${attack} https://example.com/"onclick="alert(1)`)
    await page.locator('pocket-ping .bubble a').waitFor()
    await expectConversation(page, [attack, `${attack} https://example.com/"onclick="alert(1)`])
    // By now a picture that there should not be would have failed to load.
    await askAndWait(page)
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false)
    expect(await page.locator('pocket-ping .bubble a').getAttribute('href')).toBe('https://example.com/')
    expect(await page.locator('pocket-ping .bubble :is(img, script)').count()).toBe(0)
  })

  it('says how much may still be written, and sends no more than that', async () => {
    const page = await site.visit()
    await openPanel(page)
    const area = page.locator('pocket-ping textarea')
    await area.fill('x'.repeat(3990))
    await page.getByText('10 characters left').waitFor()
    await area.fill('x'.repeat(4001))
    await page.getByText('1 characters too many').waitFor()
    expect(await page.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true)
    await area.fill('x'.repeat(4000))
    await area.press('Enter')
    await expectPosts(site.host, ['x'.repeat(4000)])
  })

  it('is one in several tabs', async () => {
    const first = await site.visit()
    const second = await site.visit()
    await openPanel(first)
    await write(first, 'From the first')
    await expectPosts(site.host, ['From the first'])
    await openPanel(second)
    await expectConversation(second, ['From the first'])
    await write(second, 'From the second')
    await expectConversation(first, ['From the first', 'From the second'])
    // What is unsent is in both tabs, so only this tells that it has arrived.
    await expectPosts(site.host, ['From the first', 'From the second'])
    expect(await site.host.sessions()).toHaveLength(1)
    await first.evaluate(() => PocketPing.reset())
    await expectConversation(second, [])
  })

  it('begins anew when the token is dead, and keeps what was not sent', async () => {
    const page = await site.visit()
    await openPanel(page)
    await write(page, 'Hello')
    await expectPosts(site.host, ['Hello'])
    await expectNothingUnsent(page)
    await site.host.revoke()
    site.expectErrors(/401/)
    site.host.cut()
    await write(page, 'Still there?')
    await expectPosts(site.host, ['Hello', 'Still there?'])
    expect(await site.host.sessions()).toHaveLength(2)
    await expectConversation(page, ['Still there?'])
  })

  it('works where the browser keeps nothing', async () => {
    site.host.pages.set('/blocked', {
      html: pageHtml(
        `<script>Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })</script>${SCRIPT}`,
      ),
    })
    const page = await site.visit('/blocked')
    await openPanel(page)
    await write(page, 'Hello')
    await expectPosts(site.host, ['Hello'])
    await site.host.operatorSays('Hi')
    await expectConversation(page, ['Hello', 'Hi'])
  })
})
