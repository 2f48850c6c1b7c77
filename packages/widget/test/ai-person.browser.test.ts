import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  ANSWER,
  aiRows,
  aiSaying,
  ask,
  askForPerson,
  finish,
  growing,
  QUESTION,
  type Speech,
  speech,
  WAYS,
} from './ai-scene.ts'
import { pageHtml } from './host.ts'
import { askAndWait, expectConversation, expectCount, openPanel, useSite } from './site.ts'

let said: Speech
beforeEach(() => {
  said = speech()
})
const site = useSite({ ai: aiSaying(() => said) })

describe('the way to a person', () => {
  /** The commands that ask for one, as they leave the page. */
  function countAsked(page: Page): string[] {
    const asked: string[] = []
    const look = (payload: string | Buffer | null): void => {
      if (`${payload}`.includes('"handoff"')) asked.push(`${payload}`)
    }
    page.on('websocket', socket => socket.on('framesent', ({ payload }) => look(payload)))
    page.on('request', request => look(request.postData()))
    return asked
  }

  it.each(WAYS)('is open while the AI answers, and is asked for once over $way', async ({ blocked }) => {
    site.host.block(...blocked)
    const page = await site.visit()
    const asked = countAsked(page)
    await ask(page, said)
    await askForPerson(page).dblclick()
    await expectCount(askForPerson(page), 0)
    await expectCount(growing(page), 0)
    await askAndWait(page)
    expect(asked).toHaveLength(1)
  })

  it('is within reach of the keyboard', async () => {
    const page = await site.visit()
    await ask(page, said)
    await askForPerson(page).waitFor()
    await page.locator('pocket-ping textarea').focus()
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    await expectCount(askForPerson(page), 0)
  })

  it('waits for the network, and is asked for once after a reload', async () => {
    const page = await site.visit()
    await ask(page, said)
    await finish(page, said)
    await askForPerson(page).waitFor()
    site.host.block('socket', 'stream', 'poll', 'commands')
    site.host.cut()
    await askForPerson(page).click()
    await expect.poll(() => askForPerson(page).isDisabled()).toBe(true)
    await page.reload()
    await openPanel(page)
    const asked = countAsked(page)
    site.host.block()
    await expect.poll(() => asked.length).toBe(1)
    await expectConversation(page, [QUESTION, ANSWER, expect.stringMatching(/./) as string])
    await expectCount(askForPerson(page), 0)
    expect(asked).toHaveLength(1)
  })

  it('is said in the words of the page', async () => {
    site.host.pages.set('/', {
      html: pageHtml(
        `<script src="/pocketping/widget.js"></script><script>PocketPing.init({ texts: { ai: 'KI', answers: 'Antworten von der KI', person: 'Mit jemandem sprechen' } })</script>`,
      ),
    })
    const page = await site.visit()
    await ask(page, said)
    await page.getByText('Antworten von der KI').waitFor()
    await page.getByRole('button', { name: 'Mit jemandem sprechen' }).waitFor()
    expect(await aiRows(page).locator('b').textContent()).toBe('KI')
  })
})
