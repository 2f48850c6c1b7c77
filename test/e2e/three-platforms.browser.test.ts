import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { launchChromium, openContext } from '../support/chromium.ts'
import { type TeamPhone, teamPhones } from './team-phone.ts'
import { startTeamShop, type TeamShop } from './team-shop.ts'

// One visitor and three phones in a real Chromium; between them the whole engine and each platform's own SDK.

let browser: Browser
let folder: string
let shop: TeamShop
let visitor: Page
let desk: Page
let phones: TeamPhone[]

beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pocketping-team-'))
  shop = await startTeamShop(join(folder, 'shop.sqlite'))
  visitor = await (await openContext(browser)).newPage()
  desk = await openDesk()
  phones = teamPhones(desk)
  await visitor.goto(`http://127.0.0.1:${shop.port}/`)
  await visitor.getByRole('button', { name: 'Talk to us' }).click()
  await ask('Do you ship to Norway?')
  for (const phone of phones) await phone.open()
})
afterEach(async () => {
  await visitor.context().close()
  await desk.context().close()
  await shop.stop()
  await rm(folder, { recursive: true })
})

const openDesk = async (): Promise<Page> => {
  const context = await openContext(browser, {
    viewport: { width: 1400, height: 900 },
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  await page.goto(`http://127.0.0.1:${shop.port}/phones`)
  return page
}
const panel = (): Locator => visitor.getByRole('dialog')
const seen = (text: string): Locator => panel().getByRole('log').getByText(text)
const ask = async (text: string) => {
  await panel().getByRole('textbox').fill(text)
  await visitor.keyboard.press('Enter')
}
const others = (phone: TeamPhone): TeamPhone[] => phones.filter(other => other !== phone)

it('shows on all three what the visitor writes, and carries an answer from each to everybody', async () => {
  for (const phone of phones) await phone.message('Do you ship to Norway?').waitFor()
  for (const phone of phones) {
    const text = `Yes, says ${phone.platform}`
    await phone.write(text)
    await seen(text).waitFor()
    await panel().locator('header').getByText(phone.holder, { exact: true }).waitFor()
    for (const other of others(phone)) await other.message(text).getByText(phone.label).waitFor()
  }
})

it('carries an edit and a deletion from each to everybody', async () => {
  for (const phone of phones) {
    const [said, better] = [`In 5 days by ${phone.platform}`, `In 6 days by ${phone.platform}`]
    await phone.write(said)
    await seen(said).waitFor()
    for (const other of others(phone)) await other.message(said).waitFor()

    await phone.edit(said, better)
    await seen(better).waitFor()
    expect(await seen(said).count()).toBe(0)
    for (const other of others(phone)) {
      await other.message(better).waitFor()
      await other.message(said).waitFor({ state: 'detached' })
    }

    await phone.remove(better)
    await seen(better).waitFor({ state: 'detached' })
    for (const other of others(phone)) await other.message(better).waitFor({ state: 'detached' })
  }
})

it('closes everywhere what is closed on one, and opens everywhere what the visitor takes up again', async () => {
  for (const phone of phones) {
    await phone.write(phone.platform === 'Telegram' ? '/close' : '!close')
    for (const each of phones) await each.closed.waitFor()
    await ask(`One more thing, ${phone.platform}`)
    for (const each of phones) {
      await each.message(`One more thing, ${phone.platform}`).waitFor()
      await each.closed.waitFor({ state: 'hidden' })
    }
  }
})

it('shows a note of one to the two others and never to the visitor', async () => {
  for (const phone of phones) {
    const [note, answer] = [`Paid twice, thinks ${phone.platform}`, `One moment, says ${phone.platform}`]
    await phone.write(`// ${note}`)
    for (const other of others(phone)) await other.message(note).getByText(`Note · ${phone.label}`).waitFor()
    // What comes after it is there, so the note would be, too.
    await phone.write(answer)
    await seen(answer).waitFor()
  }
  expect(await panel().getByText('Paid twice').count()).toBe(0)
  await visitor.reload()
  await visitor.getByRole('button', { name: 'Talk to us' }).click()
  await seen('One moment, says Slack').waitFor()
  expect(await panel().getByText('Paid twice').count()).toBe(0)
})

it('says what was prepared, ordered on one, to the visitor and the others', async () => {
  const [, discord] = phones
  await discord?.write('!hours')
  const words = 'We roast at six'
  await panel().getByRole('log').getByText(words).waitFor()
  for (const phone of phones) await phone.message(words).waitFor()
})

it('goes on in new threads with a recap where the platforms have forgotten what the database remembers', async () => {
  const [telegram] = phones
  await telegram?.write('We do, in five days.')
  await seen('We do, in five days.').waitFor()
  const { port } = shop
  await shop.stop()
  shop = await startTeamShop(join(folder, 'shop.sqlite'), port)
  await desk.context().close()
  desk = await openDesk()
  phones = teamPhones(desk)
  await ask('And to Iceland?')
  for (const phone of phones) {
    await phone.open()
    await phone.message('And to Iceland?').waitFor()
    await phone.message('Do you ship to Norway?').waitFor()
    await phone.message('We do, in five days.').waitFor()
    await phone.write(`To Iceland, too, says ${phone.platform}`)
    await seen(`To Iceland, too, says ${phone.platform}`).waitFor()
  }
})
