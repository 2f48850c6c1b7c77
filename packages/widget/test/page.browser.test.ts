import { describe, expect, it } from 'vitest'
import { findings } from './findings.ts'
import { pageHtml } from './host.ts'
import {
  askAndWait,
  expectConversation,
  expectCount,
  expectPosts,
  launcher,
  openPanel,
  useSite,
  write,
} from './site.ts'

describe('a page', () => {
  const site = useSite()

  it('with a strict policy and Trusted Types sees no violation', async () => {
    const policy =
      "default-src 'none'; script-src 'nonce-abc123'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
    site.host.pages.set('/strict', {
      html: pageHtml(
        `<script nonce="abc123">violations = []; document.addEventListener('securitypolicyviolation', e => violations.push(e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sample))</script>
         <script nonce="abc123" src="/pocketping/widget.js" async></script>`,
      ).replace('<link rel="icon" href="data:,">', ''),
      headers: { 'content-security-policy': policy },
    })
    site.expectErrors(/favicon/)
    const page = await site.visit('/strict')
    await openPanel(page)
    await write(page, 'Hello https://example.com')
    await expectPosts(site.host, ['Hello https://example.com'])
    await site.host.operatorSays('Hi')
    await expectConversation(page, ['Hello https://example.com', 'Hi'])
    await page.getByRole('button', { name: 'Message options' }).click()
    await page.keyboard.press('Escape')
    await expect.poll(async () => (await page.getByRole('dialog').boundingBox())?.width).toBeGreaterThan(300)
    await askAndWait(page)
    expect(await page.evaluate(() => (window as unknown as { violations: string[] }).violations)).toEqual([])
  })

  it.each(['light', 'dark'] as const)('in %s has nothing that axe finds', async theme => {
    site.host.pages.set('/', {
      html: pageHtml(
        `<script src="/pocketping/widget.js" data-theme="${theme}" data-operator-name="Ada"></script>`,
      ),
    })
    const page = await site.visit()
    await launcher(page).waitFor()
    expect(await findings(page)).toEqual([])
    await openPanel(page)
    expect(await findings(page)).toEqual([])
    await write(page, 'Hello')
    await expectPosts(site.host, ['Hello'])
    await site.host.operatorSays('See https://example.com')
    await page.locator('pocket-ping .bubble a').waitFor()
    await page.getByRole('button', { name: 'Message options' }).click()
    expect(await findings(page)).toEqual([])
    await page.keyboard.press('Escape')
    await site.host.closeConversation()
    await page.getByText('This conversation is closed').waitFor()
    expect(await findings(page)).toEqual([])
  })

  it('can be used by keyboard alone', async () => {
    const page = await site.visit()
    await launcher(page).waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.type('Hello')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('there')
    await page.keyboard.press('Enter')
    await expectPosts(site.host, ['Hello\nthere'])
    // Back over the conversation, whose message gets its options once it has the focus.
    await page.keyboard.press('Shift+Tab')
    await page.getByRole('button', { name: 'Message options' }).waitFor({ state: 'attached' })
    await page.getByRole('button', { name: 'Message options' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Edit' }).waitFor()
    await expect
      .poll(() =>
        page.evaluate(() => document.querySelector('pocket-ping')?.shadowRoot?.activeElement?.textContent),
      )
      .toBe('Edit')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    await page.keyboard.press('End')
    await page.keyboard.type('!')
    await page.keyboard.press('Enter')
    await expectPosts(site.host, ['Hello\nthere!'])
    await page.keyboard.press('Escape')
    await expectCount(page.getByRole('dialog'), 0)
    await expect
      .poll(() =>
        page.evaluate(() => document.querySelector('pocket-ping')?.shadowRoot?.activeElement?.className),
      )
      .toContain('b')
  })

  it('that is written from right to left gets a panel that is too', async () => {
    site.host.pages.set('/', { html: pageHtml(undefined, 'lang="ar" dir="rtl"') })
    const page = await site.visit()
    await openPanel(page)
    await write(page, 'مرحبا')
    const left = async (name: string): Promise<number> =>
      (await page.locator(`pocket-ping ${name}`).boundingBox())?.x ?? Number.NaN
    await expect.poll(async () => (await left('.own')) - (await left('.log'))).toBeLessThan(40)
  })

  it.each(['right', 'left'])(
    'on a phone is covered from the %s, and left alone after closing',
    async side => {
      site.host.pages.set('/', {
        html: pageHtml(`<script src="/pocketping/widget.js" data-position="bottom-${side}"></script>`),
      })
      const page = await site.visit()
      await page.setViewportSize({ width: 390, height: 844 })
      await openPanel(page)
      await expect
        .poll(() => page.getByRole('dialog').boundingBox())
        .toEqual({ x: 0, y: 0, width: 390, height: 844 })
      await page.getByRole('button', { name: 'Close chat' }).click()
      await expectCount(page.getByRole('dialog'), 0)
    },
  )

  it('that loads the script as a module is told why nothing shows', async () => {
    site.host.pages.set('/', {
      html: pageHtml('<script type="module" src="/pocketping/widget.js"></script>'),
    })
    site.expectErrors(/drop type=module/)
    const page = await site.visit()
    expect(await page.locator('pocket-ping').count()).toBe(0)
  })

  it('that exchanges its body keeps the conversation', async () => {
    const page = await site.visit()
    await openPanel(page)
    await write(page, 'Hello')
    // On the server, that is: on the page it stands before.
    await expectPosts(site.host, ['Hello'])
    await page.evaluate(async () => {
      const body = document.createElement('body')
      const script = document.createElement('script')
      script.src = '/pocketping/widget.js'
      const hasRun = new Promise(resolve => script.addEventListener('load', resolve))
      body.append('Another page', script)
      document.body.replaceWith(body)
      await hasRun
    })
    await site.host.operatorSays('Hi')
    await expectConversation(page, ['Hello', 'Hi'])
    expect(await page.locator('pocket-ping').count()).toBe(1)
  })
})
