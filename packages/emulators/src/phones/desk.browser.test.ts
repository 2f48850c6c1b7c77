import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { launchChromium } from '../../../../test/support/chromium.ts'
import { type Look, openPhones, servePhones, violations } from '../../test/phones-page.ts'
import { type DiscordEmulator, startDiscordEmulator } from '../discord/emulator.ts'
import { type SlackEmulator, startSlackEmulator } from '../slack/emulator.ts'
import { startTelegramEmulator, type TelegramEmulator } from '../telegram/emulator.ts'

let browser: Browser
let page: Page
let telegram: TelegramEmulator
let discord: DiscordEmulator
let slack: SlackEmulator
let host: Awaited<ReturnType<typeof servePhones>>
let complaints: string[]

beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

beforeEach(async () => {
  complaints = []
  telegram = await startTelegramEmulator()
  discord = await startDiscordEmulator()
  slack = await startSlackEmulator()
  host = await servePhones({ telegram, discord, slack })
})
afterEach(async () => {
  await page.context().close()
  await host.stop()
  await Promise.all([telegram.stop(), discord.stop(), slack.stop()])
  expect(complaints).toEqual([])
})

const open = async (look: Look = {}) => {
  page = await openPhones(browser, host.url, complaints, look)
}
const phone = (name: string): Locator => page.getByRole('article', { name: `${name} phone` })
const tab = (name: string): Locator =>
  page.getByRole('navigation', { name: 'Phones' }).getByRole('button', { name: new RegExp(name) })
const isVisible = (name: string) => phone(name).isVisible()

/** A conversation on each, as somebody of the team would begin it. */
const converse = () => {
  const topic = telegram.asOperator.createTopic('Anna Berg')
  telegram.asOperator.send({ topicId: topic.id, text: 'Hello from Telegram', from: 'tomas' })
  const thread = discord.asOperator.createThread({
    name: 'Anna Berg',
    text: 'Hello from Discord',
    from: 'tomas',
  })
  const { id } = discord.thread(thread.id).messages().at(-1) ?? { id: '' }
  discord.asOperator.send({ threadId: thread.id, text: '`code` and https://a.example/', replyTo: id })
  discord.asOperator.react(id, '👍')
  const parent = slack.asOperator.sendInChannel('Anna Berg', 'tomas')
  const reply = slack.asOperator.send({ threadTs: parent.ts, text: 'Hello from Slack', from: 'tomas' })
  slack.asOperator.edit(reply.ts, 'Hello from Slack https://a.example/')
  slack.asOperator.react(reply.ts, '👍')
  return `#telegram/${topic.id}&discord/${thread.id}&slack/${parent.ts}`
}

it('has a phone for each platform side by side, each with its own conversation in the address', async () => {
  await open({ hash: converse() })
  for (const name of ['Telegram', 'Discord', 'Slack']) {
    await phone(name).getByRole('log').getByText(`Hello from ${name}`).last().waitFor()
    expect(await isVisible(name)).toBe(true)
  }
  await phone('Discord').getByLabel('Back to the threads').click()
  await phone('Discord').getByText('Active threads — 1').waitFor()
  await phone('Telegram').getByRole('log').getByText('Hello from Telegram').waitFor()
  await page.goBack()
  await phone('Discord').getByRole('log').getByText('Hello from Discord').last().waitFor()
})

it('says on each that there is nothing yet', async () => {
  await open()
  for (const name of ['Telegram', 'Discord', 'Slack'])
    await phone(name).getByText('No conversations yet').first().waitFor()
})

it('shows one phone at a time where there is little room, and counts what is new on the others', async () => {
  await open({ width: 390 })
  await phone('Telegram').waitFor()
  expect(await isVisible('Discord')).toBe(false)
  converse()
  await tab('Slack 2').waitFor()
  // What one wrote oneself is not new.
  await tab('Discord 1').waitFor()
  await tab('Slack').click()
  await phone('Slack')
    .getByRole('button', { name: /1 reply/ })
    .click()
  await phone('Slack').getByRole('log').getByText('Hello from Slack').last().waitFor()
  expect(await isVisible('Telegram')).toBe(false)
  await tab('Slack 2').waitFor({ state: 'detached' })
  await tab('Discord 1').waitFor()
})

it('has room to write in a conversation that was opened out of sight', async () => {
  await open({ width: 390, hash: converse() })
  await phone('Telegram').getByRole('log').getByText('Hello from Telegram').waitFor()
  await tab('Slack').click()
  const field = phone('Slack').locator('.chat').getByLabel('Message', { exact: true })
  await field.waitFor()
  expect((await field.boundingBox())?.height).toBeGreaterThan(35)
})

it('leads to the one that does not fit where two have room', async () => {
  await open({ width: 800 })
  const isInSight = () =>
    page.evaluate<boolean>(
      'document.querySelector("[data-platform=slack]").getBoundingClientRect().right <= innerWidth',
    )
  await phone('Slack').waitFor()
  expect(await isInSight()).toBe(false)
  await tab('Slack').click()
  await expect.poll(isInSight).toBe(true)
})

it('says that it has no connection, and goes on with all phones', async () => {
  await open({ hash: converse() })
  await phone('Slack').getByRole('log').getByText('Hello from Slack').last().waitFor()
  const { port } = new URL(host.url)
  await host.stop()
  for (const name of ['Telegram', 'Discord', 'Slack']) await phone(name).getByText('Connecting…').waitFor()
  host = await servePhones({ telegram, discord, slack }, Number(port))
  discord.asOperator.createThread({ name: 'Bo Dahl' })
  for (const name of ['Telegram', 'Discord', 'Slack'])
    await phone(name).getByText('Connecting…').waitFor({ state: 'hidden' })
  await phone('Discord').getByLabel('Back to the threads').click()
  await phone('Discord')
    .getByRole('button', { name: /Bo Dahl/ })
    .waitFor()
  complaints = complaints.filter(text => !/ERR_|Failed to load/.test(text))
})

it('works by keyboard alone', async () => {
  converse()
  await open()
  await phone('Discord')
    .getByRole('button', { name: /Anna Berg/ })
    .focus()
  await page.keyboard.press('Enter')
  await phone('Discord').getByRole('log').getByText('Hello from Discord').last().waitFor()
  await expect.poll(() => page.evaluate('document.activeElement.tagName')).toBe('TEXTAREA')
  await page.keyboard.type('Typed')
  await page.keyboard.press('Enter')
  await phone('Discord').getByRole('log').getByText('Typed').waitFor()
  await phone('Discord').locator('.message-button[tabindex="0"]').focus()
  await page.keyboard.press('Enter')
  await phone('Discord').getByRole('menu').waitFor()
  await page.keyboard.press('Escape')
  await phone('Discord').getByRole('menu').waitFor({ state: 'detached' })
})

it('keeps long words and long texts inside of the phones', async () => {
  const text = `${'verylongword'.repeat(40)} ${'and many words '.repeat(60)}`
  const topic = telegram.asOperator.createTopic(text.slice(0, 120))
  telegram.asOperator.send({ topicId: topic.id, text })
  const thread = discord.asOperator.createThread({ name: text.slice(0, 100), text })
  const parent = slack.asOperator.sendInChannel(text)
  slack.asOperator.send({ threadTs: parent.ts, text })
  await open({ hash: `#telegram/${topic.id}&discord/${thread.id}&slack/${parent.ts}` })
  for (const name of ['Telegram', 'Discord', 'Slack'])
    await phone(name).getByRole('log').getByText('and many words').last().waitFor()
  const wide =
    'getComputedStyle(element).overflowX !== "hidden" && element.scrollWidth > element.clientWidth + 1'
  expect(
    await page.evaluate(
      `[...document.querySelectorAll('.screen, .scroller, .post, .row')].filter(element => ${wide}).map(element => element.className)`,
    ),
  ).toEqual([])
})

it.each([
  { isDark: false, width: 1400 },
  { isDark: true, width: 1400 },
  { isDark: false, width: 390 },
  { isDark: true, width: 390 },
])('has nothing for axe to find: %o', async look => {
  await open(look)
  await phone('Telegram').getByText('No conversations yet').first().waitFor()
  expect(await violations(page)).toEqual([])
  const hash = converse()
  await tab('Slack \\d').waitFor()
  for (const name of ['Telegram', 'Discord', 'Slack']) {
    await tab(name).click()
    expect(await violations(page)).toEqual([])
  }
  await page.goto(`${host.url}/phones${hash}`)
  for (const name of ['Telegram', 'Discord', 'Slack']) {
    await tab(name).click()
    await phone(name).getByRole('log').getByText(`Hello from ${name}`).last().click({ button: 'right' })
    await page.getByRole('menu').waitFor()
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('Escape')
  }
})
