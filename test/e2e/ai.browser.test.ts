import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { type AiScene, DELIVERY, openScene } from './ai-scene.ts'

// What the demo shows of the AI, in a real Chromium: a visitor and three phones; between them the whole engine, the
// `openai` package and a model that quotes. With a folder in SCREENSHOTS, the pictures of it are put there.

const { question, answer, source } = DELIVERY

// Pieces of the model's stream after which its answer has begun, and is not yet whole.
const WITHIN_THE_TEXT = 32

let browser: Browser
let scene: AiScene

beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())
afterEach(() => scene.stop())

async function take(page: Page, name: string): Promise<void> {
  const { SCREENSHOTS: folder } = process.env
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled', caret: 'hide' })
}

/** What the head of a thread says, and the titles where there are any: Slack's threads have none. */
const NOT_REVIEWED = 'The AI spoke here: not reviewed yet'
const titles = () => scene.desk.locator('.chat-head h2', { hasText: '🔎 Visitor' })

describe('an AI that answers', () => {
  it('answers when nobody does, says where from, is to be reviewed, and is silent once a person writes', async () => {
    scene = await openScene(browser)
    const { guest, model, phones, desk } = scene
    const held = model.faults.pauseStream(WITHIN_THE_TEXT)
    await guest.ask(question)
    await scene.openPhones()
    await held.reached

    // It grows before the visitor's eyes, marked; the team gets it once it is whole.
    await guest.ai.getByText('Letterbox-sized').waitFor()
    expect(await guest.ai.locator('b').textContent()).toBe('AI')
    expect(await guest.ai.textContent()).not.toContain('be at home')
    for (const phone of phones) expect(await phone.message('Letterbox-sized').count()).toBe(0)
    await take(guest.page, 'streaming')
    held.release()
    await guest.ai.getByText(answer).waitFor()
    await guest.ai.getByText(source).waitFor()
    expect(await guest.ai.count()).toBe(1)
    await guest.panel.getByRole('button', { name: 'Talk to a person' }).waitFor()
    await take(guest.page, 'answered')

    for (const phone of phones) {
      await phone.message(answer).waitFor()
      const shown = (await phone.message(answer).textContent()) ?? ''
      expect(shown).toContain('Fern')
      expect(shown).toContain('AI')
      expect(shown).toContain(source)
    }
    await expect.poll(() => titles().count()).toBe(2)
    for (const phone of phones) await phone.message(NOT_REVIEWED).waitFor()
    await take(desk, 'phones-review')

    // A person takes over, on whichever phone: the mark goes, and the AI says nothing more.
    const [telegram] = phones
    await telegram?.write('I can also leave it with a neighbour.')
    await guest.log.getByText('leave it with a neighbour').waitFor()
    await expect.poll(() => titles().count()).toBe(0)
    for (const phone of phones) await phone.message(NOT_REVIEWED).waitFor({ state: 'detached' })
    await guest.panel.getByRole('button', { name: 'Talk to a person' }).waitFor({ state: 'detached' })
    await guest.ask('Which beans are for filter?')
    await telegram?.message('Which beans are for filter?').waitFor()
    await telegram?.write('/ai')
    await telegram?.message('The AI is silent since Maya Lindqvist answered').waitFor()
    expect(model.journal.calls()).toHaveLength(1)
    expect(await guest.ai.count()).toBe(1)
    await take(guest.page, 'person')
    await take(desk, 'phones-person')
  })

  it('leaves the conversation to people at the touch of a button', async () => {
    scene = await openScene(browser)
    const { guest, phones } = scene
    await guest.ask(question)
    await scene.openPhones()
    await guest.ai.getByText(source).waitFor()
    await guest.panel.getByRole('button', { name: 'Talk to a person' }).click()
    await guest.ai.getByText('I’m getting someone from the team.').waitFor()
    await guest.panel.getByRole('button', { name: 'Talk to a person' }).waitFor({ state: 'detached' })
    await take(guest.page, 'handed-over')
    for (const phone of phones) await phone.message('A person is needed: asked for a person').waitFor()
    await take(scene.desk, 'phones-handed-over')
    const [, discord] = phones
    await discord?.write('Here I am. What can I do for you?')
    await guest.log.getByText('Here I am').waitFor()
    await guest.panel.locator('header').getByText('Tomás').waitFor()
  })

  it('says that people will answer where the model cannot be reached', async () => {
    scene = await openScene(browser)
    const { guest, model, phones } = scene
    model.faults.fail('*', { times: 100, status: 503 })
    await guest.ask(question)
    await scene.openPhones()
    await guest.ai.getByText('I’m passing this on to the team.').waitFor()
    for (const phone of phones)
      await phone.message('A person is needed').getByText(question).first().waitFor()
    expect(await guest.log.textContent()).not.toMatch(/503|error|overloaded/i)
    await take(guest.page, 'model-away')
  })
})

describe('an AI that only drafts', () => {
  it('shows its draft on the phones, and the visitor gets it upon a thumbs-up', async () => {
    scene = await openScene(browser, { AI_MODE: 'draft' })
    const { guest, phones, desk } = scene
    await guest.ask(question)
    await scene.openPhones()
    for (const phone of phones) await phone.message(answer).getByText('AI draft · not sent').waitFor()
    expect(await guest.log.getByText(answer).count()).toBe(0)
    await take(desk, 'phones-draft')
    const [telegram] = phones
    await telegram?.message(answer).click({ button: 'right' })
    await desk.getByRole('menuitemcheckbox', { name: 'React with 👍' }).click()
    await guest.ai.getByText(answer).waitFor()
    await guest.ai.getByText(source).waitFor()
    // The draft is gone from every phone, and what was sent stands in its place.
    for (const phone of phones) {
      await phone.message('AI draft · not sent').waitFor({ state: 'detached' })
      await phone.message(answer).getByText('Fern (AI)').waitFor()
    }
    await take(guest.page, 'draft-sent')
    await take(desk, 'phones-draft-sent')
  })
})
