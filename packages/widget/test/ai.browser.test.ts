import { readdirSync, readFileSync } from 'node:fs'
import { AiError } from '@pocketping/core'
import type { AiUpdate } from '@pocketping/core/protocol'
import type { BrowserContext } from 'playwright-core'
import { beforeEach, describe, expect, it } from 'vitest'
import type { PocketPing as Api } from '../src/api.ts'
import {
  ANSWER,
  aiRows,
  aiSaying,
  ask,
  askForPerson,
  changeUpdates,
  expectGrown,
  finish,
  growing,
  PIECES,
  QUESTION,
  restingOn,
  type Speech,
  speech,
  WAYS,
} from './ai-scene.ts'
import { findings } from './findings.ts'
import { pageHtml } from './host.ts'
import { askAndWait, expectConversation, expectCount, openPanel, useSite, write } from './site.ts'

declare const PocketPing: Api

let said: Speech
beforeEach(() => {
  said = speech()
})
const site = useSite({ ai: aiSaying(() => said) })

describe('an answer of the AI', () => {
  it.each(WAYS)('grows over $way, and becomes one message', async ({ blocked }) => {
    site.host.block(...blocked)
    const page = await site.visit()
    await page.evaluate(() => {
      Object.assign(window, { heard: [] })
      PocketPing.on('message', ({ type, content }) => {
        if (type === 'ai') (window as unknown as { heard: string[] }).heard.push(content)
      })
    })
    await ask(page, said)
    // How many lines of the AI's there are after each change, and whether the line is still the same.
    await aiRows(page).evaluate(row => {
      const counts: (number | string)[] = []
      Object.assign(window, { counts })
      new MutationObserver(() => {
        const rows = row.parentElement?.querySelectorAll('.ai') ?? []
        counts.push(rows[0] === row ? rows.length : 'another')
      }).observe(row.parentElement!, { childList: true, subtree: true, characterData: true })
    })
    said.goOn()
    await expectGrown(page, 'We ship to France')
    await finish(page, said)
    const counts = await page.evaluate(() => (window as unknown as { counts: unknown[] }).counts)
    expect(new Set(counts)).toEqual(new Set([1]))
    expect(await page.evaluate(() => (window as unknown as { heard: string[] }).heard)).toEqual([ANSWER])
  })

  it('is marked, and says AI once', async () => {
    const page = await site.visit()
    await ask(page, said)
    expect((await aiRows(page).locator('small').first().textContent())?.trim()).toBe('AI')
    await finish(page, said)
    expect((await aiRows(page).locator('small').first().textContent())?.trim()).toBe('AI')
  })

  it('is left alone by screen readers while it grows, and told as any other message in the end', async () => {
    const page = await site.visit()
    await ask(page, said)
    const before = await growing(page).elementHandle()
    said.goOn()
    await expectGrown(page, 'We ship to France')
    expect(await before?.evaluate(element => element.isConnected)).toBe(true)
    await finish(page, said)
    // Another element, because only what is added to a log is told.
    expect(await before?.evaluate(element => element.isConnected)).toBe(false)
    expect(await aiRows(page).locator('[aria-live], [aria-busy]').count()).toBe(0)
    expect(await page.getByRole('log').locator('.row.ai .bubble').count()).toBe(1)
  })

  it('keeps its end in sight while it grows', async () => {
    const page = await site.visit()
    said = speech(Array.from({ length: 60 }, (_, index) => `Point ${index + 1}.\n`))
    await openPanel(page)
    await write(page, QUESTION)
    const isInSight = (text: string): Promise<boolean> =>
      growing(page).evaluate((bubble, wanted) => {
        const { bottom } = bubble.getBoundingClientRect()
        const log = bubble.closest('.scroll')!.getBoundingClientRect()
        return bubble.textContent.endsWith(wanted) && bottom > log.top && bottom <= log.bottom
      }, text)
    for (const count of [5, 30]) {
      for (let piece = count === 5 ? 0 : 5; piece < count; piece++) said.goOn()
      await growing(page).waitFor()
      await expect.poll(() => isInSight(`Point ${count}.`)).toBe(true)
    }
    said.end()
    await expectCount(growing(page), 0)
    await expect
      .poll(() => page.locator('pocket-ping .scroll').evaluate(element => element.scrollTop))
      .toBe(0)
  })

  it('makes way for what the visitor adds, and answers both below it', async () => {
    const page = await site.visit()
    await ask(page, said)
    said = speech()
    await write(page, 'And to Spain?')
    await expectCount(growing(page), 0)
    said.goOn()
    await expectConversation(page, [QUESTION, 'And to Spain?', 'We ship'])
    said.end()
    await expectConversation(page, [QUESTION, 'And to Spain?', ANSWER])
  })

  it('goes when a person answers in the middle, and nothing of it comes back', async () => {
    const page = await site.visit()
    let last: AiUpdate | undefined
    const tell = await changeUpdates(page, update => {
      if (update.type === 'ai') last = update
      return update
    })
    await ask(page, said)
    await site.host.operatorSays('Hi, Ada here.')
    await expectConversation(page, [QUESTION, 'Hi, Ada here.'])
    // One that was on its way in another process.
    await page.evaluate(() => {
      PocketPing.onEvent('told', () => Object.assign(window, { isTold: true }))
    })
    tell({ ...last!, content: 'We ship to France' })
    tell({ type: 'event', name: 'told' })
    await expect.poll(() => page.evaluate(() => 'isTold' in window)).toBe(true)
    await askAndWait(page)
    expect(await growing(page).count()).toBe(0)
    said.end()
    await site.host.operatorSays('We do.')
    await expectConversation(page, [QUESTION, 'Hi, Ada here.', 'We do.'])
    await expectCount(askForPerson(page), 0)
  })

  it('goes when it is taken back', async () => {
    said = speech(PIECES, { fail: new AiError('unavailable', 'gone'), failAfter: 1 })
    const page = await site.visit()
    await ask(page, said)
    said.end()
    await expectCount(growing(page), 0)
    await expectCount(askForPerson(page), 0)
    expect(await page.getByText('We ship').count()).toBe(0)
  })

  it('is not hidden by an operator who types', async () => {
    const page = await site.visit()
    await ask(page, said)
    await site.host.operatorTypes()
    said.goOn()
    await expectGrown(page, 'We ship to France')
    await finish(page, said)
  })

  it('goes with the connection, and is there whole after it', async () => {
    const page = await site.visit()
    await ask(page, said)
    site.host.block('socket', 'stream', 'poll')
    site.host.cut()
    await expectCount(growing(page), 0)
    said.end()
    site.host.block()
    await expectConversation(page, [QUESTION, ANSWER])
  })

  it('goes on after a reload in the middle', async () => {
    const page = await site.visit()
    await ask(page, said)
    await page.reload()
    await openPanel(page)
    await expectConversation(page, [QUESTION])
    said.goOn()
    await expectGrown(page, 'We ship to France')
    await finish(page, said)
  })

  it('works under a strict policy, with Trusted Types', async () => {
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
    await ask(page, said)
    await askForPerson(page).waitFor()
    await finish(page, said)
    await askAndWait(page)
    expect(await page.evaluate(() => (window as unknown as { violations: string[] }).violations)).toEqual([])
  })

  it('works in a bundle of the page’s own', async () => {
    const dist = new URL('../dist/', import.meta.url)
    for (const name of ['index.js', ...readdirSync(new URL('parts/', dist)).map(part => `parts/${part}`)]) {
      site.host.pages.set(`/module/${name}`, {
        html: readFileSync(new URL(name, dist), 'utf8'),
        headers: { 'content-type': 'text/javascript' },
      })
    }
    site.host.pages.set('/', {
      html: pageHtml(
        `<script type="module">import { init } from '/module/index.js'; init({ endpoint: '/pocketping' })</script>`,
      ),
    })
    const page = await site.visit()
    await ask(page, said)
    await askForPerson(page).waitFor()
    await finish(page, said)
  })

  it('is marked as soon as the network lets it, where it did not at first', async () => {
    const page = await site.visit()
    await page.route('**/widget/ai-*', route => route.abort())
    await openPanel(page)
    await write(page, QUESTION)
    said.end()
    await expectConversation(page, [QUESTION, ANSWER])
    await page.unroute('**/widget/ai-*')
    await site.host.operatorTypes()
    await expectCount(aiRows(page).locator('b'), 1)
  })
})

describe('what an answer rests on', () => {
  it('stands below it, as links where they lead to the web', async () => {
    const page = await site.visit()
    await changeUpdates(
      page,
      restingOn([
        { title: 'Shipping abroad', url: 'https://shop.example/shipping#abroad' },
        { title: 'Terms '.repeat(40).trim() },
        { title: 'Bad', url: 'javascript:alert(1)' },
        { title: 'Data', url: 'data:text/html,x' },
      ]),
    )
    await ask(page, said)
    said.end()
    const sources = aiRows(page).locator('.bubble small')
    await expectCount(sources, 4)
    const links = aiRows(page).locator('a')
    expect(await links.evaluateAll(all => all.map(a => [a.textContent, a.getAttribute('href')]))).toEqual([
      ['Shipping abroad', 'https://shop.example/shipping#abroad'],
    ])
    expect(await links.getAttribute('rel')).toContain('noopener')
    // One line, however long.
    const heights = await sources.evaluateAll(all => all.map(one => one.getBoundingClientRect().height))
    expect(new Set(heights).size).toBe(1)
    const overflow = await aiRows(page).evaluate(row => row.scrollWidth - row.clientWidth)
    expect(overflow).toBe(0)
  })

  it.each(['light', 'dark'] as const)('has with all the rest nothing that axe finds in %s', async theme => {
    const still: BrowserContext = await site.newContext({ colorScheme: theme, reducedMotion: 'reduce' })
    const page = await site.visit('/', still)
    await changeUpdates(
      page,
      restingOn([{ title: 'Shipping', url: 'https://shop.example' }, { title: 'Terms' }]),
    )
    await ask(page, said)
    await askForPerson(page).waitFor()
    expect(await findings(page)).toEqual([])
    said.end()
    await expectCount(aiRows(page).locator('.bubble small'), 2)
    expect(await findings(page)).toEqual([])
  })
})
