import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { PocketPing as Api } from '../src/api.ts'
import { pageHtml, SCRIPT } from './host.ts'
import { askAndWait, expectConversation, expectPosts, launcher, openPanel, useSite, write } from './site.ts'

const BLOCKING = '<script src="/pocketping/widget.js"></script>'

const dist = fileURLToPath(new URL('../dist', import.meta.url))

declare const PocketPing: Api

describe('the API', () => {
  const site = useSite()

  function pageWith(script: string): void {
    site.host.pages.set('/', { html: pageHtml(`${BLOCKING}<script>${script}</script>`) })
  }

  it('keeps calls made before there is a session', async () => {
    pageWith(
      `PocketPing.identify({ name: 'Grace', email: 'grace@example.com' }); PocketPing.trigger('clicked_pricing', { plan: 'pro' }); PocketPing.sendMessage('Hello'); PocketPing.init({ projectId: 'default' })`,
    )
    await site.visit()
    await expectPosts(site.host, ['event clicked_pricing', 'Hello'])
    await expect
      .poll(async () => (await site.host.session()).identity)
      .toEqual({ name: 'Grace', email: 'grace@example.com' })
    expect(await site.host.sessions()).toHaveLength(1)
  })

  it('refuses what is not the text of a message, and survives what an older version kept', async () => {
    const page = await site.visit()
    const warnings: string[] = []
    page.on('console', message => message.type() === 'warning' && warnings.push(message.text()))
    await page.evaluate(() => {
      const command = { type: 'send', id: 'msg_aaaaaaaaaaaaaaaaaaaaaaaa', content: { content: 'Hi' } }
      const unsent = [{ ref: command.id, command, at: '2026-11-20T12:00:00.000Z' }]
      localStorage.setItem('pocketping:', JSON.stringify({ unsent }))
      for (const content of [{ content: 'Hi' }, undefined, null, 7, '', '  ', 'x'.repeat(4001)])
        PocketPing.sendMessage(content as string)
      PocketPing.sendMessage('Hello')
    })
    await openPanel(page)
    await expectConversation(page, ['Hello'])
    await expectPosts(site.host, ['Hello'])
    await expect
      .poll(() => warnings)
      .toEqual(Array(7).fill('PocketPing: sendMessage takes 1 to 4000 characters'))
  })

  it('leaves the panel as the last call wants it', async () => {
    const page = await site.visit()
    await openPanel(page)
    // The browser tells of the closing when the panel is open again: after that, everybody has heard of it.
    await page.evaluate(async () => {
      const dialog = document.querySelector('pocket-ping')?.shadowRoot?.querySelector('dialog')
      const closed = new Promise(resolve => dialog?.addEventListener('close', resolve))
      PocketPing.close()
      PocketPing.open()
      await closed
    })
    expect(await page.getByRole('dialog').isVisible()).toBe(true)
    expect(await launcher(page).getAttribute('aria-expanded')).toBe('true')
  })

  it('tells the developer what the server refused', async () => {
    const page = await site.visit()
    const warnings: string[] = []
    page.on('console', message => message.type() === 'warning' && warnings.push(message.text()))
    site.expectErrors(/40\d/)
    await openPanel(page)
    await write(page, 'Hello')
    await page.getByRole('img', { name: 'Delivered' }).waitFor()
    await page.evaluate(() => PocketPing.trigger('x'.repeat(500)))
    await expect.poll(() => warnings.length).toBe(1)
    await page.evaluate(() => PocketPing.identify({ email: 7 } as never))
    await expect.poll(() => warnings.length).toBe(2)
    expect(warnings.join()).toMatch(/^PocketPing: .+,PocketPing: /)
  })

  it('takes the options of the page over those of the tag, and makes one widget', async () => {
    site.host.pages.set('/', {
      html: pageHtml(
        `<script src="/pocketping/widget.js" data-title="From the tag"></script><script>PocketPing.init({ title: 'From the page' }); PocketPing.init({ position: 'bottom-left' })</script>`,
      ),
    })
    const page = await site.visit()
    await openPanel(page)
    expect(await page.locator('pocket-ping').count()).toBe(1)
    expect(await page.getByRole('dialog').getAttribute('aria-label')).toBe('From the page')
    expect((await launcher(page).boundingBox())?.x).toBeLessThan(100)
  })

  it('is there as an ES module too', async () => {
    for (const file of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.js')) continue
      site.host.pages.set(`/module/${file.replaceAll('\\', '/')}`, {
        html: readFileSync(join(dist, file), 'utf8'),
        headers: { 'content-type': 'text/javascript' },
      })
    }
    site.host.pages.set('/', {
      html: pageHtml(
        `<script type="module">import { init } from '/module/index.js'; init({ endpoint: '/pocketping' }).open()</script>`,
      ),
    })
    const page = await site.visit()
    await page.getByRole('dialog').waitFor()
    await write(page, 'See https://example.com')
    await page.locator('pocket-ping .bubble a').waitFor()
    await expectPosts(site.host, ['See https://example.com'])
  })

  it('is one when the script is included twice', async () => {
    site.host.pages.set('/', { html: pageHtml(`${BLOCKING}${SCRIPT}${BLOCKING}`) })
    const page = await site.visit()
    await openPanel(page)
    await write(page, 'Hello')
    await expectPosts(site.host, ['Hello'])
    expect(await page.locator('pocket-ping').count()).toBe(1)
  })

  it('survives being begun, ended and begun again at once, as by StrictMode', async () => {
    pageWith(`PocketPing.init(); PocketPing.destroy(); PocketPing.init(); PocketPing.open()`)
    const page = await site.visit()
    await page.getByRole('dialog').waitFor()
    expect(await page.locator('pocket-ping').count()).toBe(1)
    await page.evaluate(() => {
      PocketPing.destroy()
      PocketPing.init()
      PocketPing.sendMessage('Hello')
    })
    await expectPosts(site.host, ['Hello'])
    expect(await page.locator('pocket-ping').count()).toBe(1)
  })

  it('leaves nothing on the page after destroy, and finds the conversation afterwards', async () => {
    const page = await site.visit()
    const elements = (): Promise<number> => page.evaluate(() => document.querySelectorAll('*').length)
    await openPanel(page)
    await write(page, 'Hello')
    // By then the connection works too, so that no request is on its way any more.
    await page.getByRole('img', { name: 'Delivered' }).waitFor()
    await expectPosts(site.host, ['Hello'])
    const before = await elements()
    await page.evaluate(() => PocketPing.destroy())
    expect(await elements()).toBe(before - 1)
    await askAndWait(page)
    const requests = site.host.requests.length
    await page.evaluate(() => {
      dispatchEvent(new Event('focus'))
      dispatchEvent(new Event('online'))
    })
    await site.host.operatorSays('Hi')
    await askAndWait(page)
    expect(site.host.requests).toHaveLength(requests)
    await page.evaluate(() => PocketPing.init())
    await openPanel(page)
    await expectConversation(page, ['Hello', 'Hi'])
  })

  it('passes events of the backend to whoever listens, and no longer to who stopped', async () => {
    pageWith(`
      heard = []
      const first = data => heard.push(['first', data])
      PocketPing.onEvent('offer', first)
      PocketPing.onEvent('offer', () => { throw new Error('of the page') })
      PocketPing.onEvent('offer', data => heard.push(['second', data]))
      PocketPing.on('message', ({ content }) => heard.push(content))
      PocketPing.on('unread', count => heard.push(count))
      stop = () => PocketPing.offEvent('offer', first)`)
    site.expectErrors(/of the page/)
    const page = await site.visit()
    const heard = (): Promise<unknown> => page.evaluate('heard')
    await openPanel(page)
    await write(page, 'Hello')
    await page.getByRole('img', { name: 'Delivered' }).waitFor()
    await site.host.emit('offer', { percent: 10 })
    await expect.poll(heard).toEqual(['Hello', ['first', { percent: 10 }], ['second', { percent: 10 }]])
    await page.evaluate('stop()')
    await site.host.emit('offer')
    await expect
      .poll(heard)
      .toEqual(['Hello', ['first', { percent: 10 }], ['second', { percent: 10 }], ['second', undefined]])
    await page.evaluate(() => PocketPing.close())
    await site.host.operatorSays('Hi')
    await expect.poll(heard).toEqual(expect.arrayContaining(['Hi', 1]))
  })

  it('forgets the conversation on reset', async () => {
    const page = await site.visit()
    await openPanel(page)
    await write(page, 'Hello')
    await expectPosts(site.host, ['Hello'])
    await expectConversation(page, ['Hello'])
    await page.evaluate(() => PocketPing.reset())
    await expectConversation(page, [])
    expect(await page.evaluate(() => localStorage.length)).toBe(0)
    await page.reload()
    await openPanel(page)
    await expectConversation(page, [])
    await write(page, 'Somebody else')
    await expectPosts(site.host, ['Hello', 'Somebody else'])
    await expectConversation(page, ['Somebody else'])
    expect(await site.host.sessions()).toHaveLength(2)
  })

  it('forgets on the server too where the connection is not live', async () => {
    const page = await site.visit()
    await openPanel(page)
    await write(page, 'Hello')
    await expectPosts(site.host, ['Hello'])
    const key = 'pocketping:'
    const token = await page.evaluate(name => JSON.parse(localStorage.getItem(name)!).token as string, key)
    await page.evaluate(() => {
      dispatchEvent(new Event('offline'))
      PocketPing.reset()
    })
    await expect
      .poll(async () => {
        const headers = { authorization: `Bearer ${token}` }
        return (await fetch(`${site.host.url}/pocketping/widget/messages`, { headers })).status
      })
      .toBe(401)
  })

  it('replaces every text and colour', async () => {
    pageWith(
      `PocketPing.init({ texts: { open: 'Ouvrir', placeholder: 'Votre message' }, welcomeMessage: 'Bonjour', title: 'Aide', primaryColor: '#ffe066', language: 'fr' })`,
    )
    const page = await site.visit()
    await page.getByRole('button', { name: 'Ouvrir' }).click()
    await page.getByText('Bonjour').waitFor()
    await page.getByPlaceholder('Votre message').waitFor()
    const colors = await launcher(page).evaluate(element => {
      const { backgroundColor, color } = getComputedStyle(element)
      return [backgroundColor, color]
    })
    // On a light colour the text is dark.
    expect(colors).toEqual(['rgb(255, 224, 102)', 'lab(0 0 0)'])
  })
})
