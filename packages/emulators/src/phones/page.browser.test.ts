import { Api } from 'grammy'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { launchChromium, openContext } from '../../../../test/support/chromium.ts'
import { violations } from '../../test/phones-page.ts'
import { startTelegramEmulator, type TelegramEmulator } from '../telegram/emulator.ts'

let browser: Browser
let page: Page
let telegram: TelegramEmulator
let api: Api
let topicId: number
let complaints: string[]

beforeAll(async () => {
  browser = await launchChromium()
})

afterAll(() => browser.close())

beforeEach(async () => {
  telegram = await startTelegramEmulator()
  api = new Api(telegram.token, { apiRoot: telegram.url })
  topicId = (await api.createForumTopic(telegram.chatId, 'Anna Berg')).message_thread_id
  complaints = []
})

afterEach(async () => {
  await page.context().close()
  await telegram.stop()
  expect(complaints).toEqual([])
})

const open = async (options: { isPhone?: boolean; isDark?: boolean; path?: string } = {}) => {
  const context = await openContext(browser, {
    viewport: options.isPhone ? { width: 390, height: 844 } : { width: 1280, height: 800 },
    colorScheme: options.isDark ? 'dark' : 'light',
    hasTouch: options.isPhone === true,
    reducedMotion: 'reduce',
  })
  page = await context.newPage()
  page.on('pageerror', error => complaints.push(error.message))
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  await page.goto(`${telegram.url}/phones${options.path ?? ''}`)
  await page
    .getByRole('button', { name: /Anna Berg/ })
    .first()
    .waitFor({ state: 'attached' })
}

const botSays = (text: string, more = {}) =>
  api.sendMessage(telegram.chatId, text, { message_thread_id: topicId, ...more })
const lastMessage = () => telegram.topic(topicId).messages().at(-1)
const chooseFor = async (text: string, item: string) => {
  await page.locator('.bubble', { hasText: text }).last().click({ button: 'right' })
  await page.getByRole('menuitem', { name: item, exact: item === 'Delete' }).click()
}

it('shows what comes, counts it, and answers', async () => {
  await open()
  await botSays('Is anybody there?')
  await page.getByLabel('1 unread').waitFor()
  await expect.poll(() => page.title()).toBe('(1) Phones')
  await page.getByRole('button', { name: /Anna Berg/ }).click()
  await page.getByRole('log').getByText('Is anybody there?').waitFor()
  await page.getByLabel('1 unread').waitFor({ state: 'detached' })
  await page.getByLabel('Message', { exact: true }).fill('Yes, Maya here')
  await page.keyboard.press('Enter')
  await telegram.until(() => telegram.topic(topicId).texts().includes('Yes, Maya here'))
  await page.getByRole('log').getByText('Yes, Maya here').waitFor()
  expect(lastMessage()).toMatchObject({ from: { name: 'Maya Lindqvist' } })
})

it('replies, edits, reacts and deletes from the menu of a message', async () => {
  await botSays('How much is it?')
  await open({ path: `#telegram/${topicId}` })
  const composer = page.getByLabel('Message', { exact: true })

  await chooseFor('How much is it?', 'Reply')
  await composer.fill('Ten euros')
  await composer.press('Enter')
  await telegram.until(() => telegram.topic(topicId).texts().includes('Ten euros'))
  expect(lastMessage()?.replyTo).toBe(telegram.topic(topicId).messages().at(-2)?.id)

  await page.locator('.bubble', { hasText: 'Ten euros' }).waitFor()
  await chooseFor('Ten euros', 'Edit')
  await composer.fill('Twelve euros')
  await composer.press('Enter')
  await page.locator('.bubble', { hasText: 'Twelve euros' }).getByText('edited').waitFor()

  await page.locator('.bubble', { hasText: 'How much' }).first().click({ button: 'right' })
  await page.getByRole('menuitemcheckbox', { name: 'React with 👍' }).click()
  await page.getByRole('button', { name: '👍 by Maya Lindqvist' }).waitFor()

  await chooseFor('Twelve euros', 'Delete for the visitor')
  await telegram.until(() => lastMessage()?.text === '/delete')

  await page.locator('.bubble', { hasText: '/delete' }).waitFor()
  await chooseFor('/delete', 'Delete')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await telegram.until(() => lastMessage()?.isDeleted === true)
  await page.locator('.bubble', { hasText: '/delete' }).waitFor({ state: 'detached' })
})

it('closes, reopens, renames and deletes a topic', async () => {
  await open({ path: `#telegram/${topicId}` })
  const choose = async (item: string) => {
    await page.getByLabel('Topic menu').click()
    await page.getByRole('menuitem', { name: item }).click()
  }
  await choose('Close topic')
  await telegram.until(() => telegram.topic(topicId).isClosed)
  await page.getByRole('button', { name: 'Reopen', exact: true }).click()
  await telegram.until(() => !telegram.topic(topicId).isClosed)
  // What the page is told builds the button of the menu anew, so no click may come in between.
  await page.getByRole('button', { name: 'Reopen', exact: true }).waitFor({ state: 'hidden' })
  await choose('Rename')
  await page.getByLabel('Name', { exact: true }).fill('Anna')
  await page.keyboard.press('Enter')
  await telegram.until(() => telegram.topic(topicId).name === 'Anna')
  await page.getByRole('heading', { name: 'Anna', exact: true }).waitFor()
  await choose('Delete topic')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await telegram.until(() => telegram.topic(topicId).isDeleted)
  await page.getByText('No conversations yet').first().waitFor({ state: 'attached' })
})

it('is handed to another operator, who has read nothing yet', async () => {
  await botSays('Hello')
  await open({ path: `#telegram/${topicId}` })
  await page.getByRole('button', { name: 'Answering as Maya' }).click()
  await page.getByRole('menuitemradio', { name: 'Tomás Ferreira' }).click()
  await page.getByLabel('Message', { exact: true }).fill('Tomás here')
  await page.keyboard.press('Enter')
  await telegram.until(() => lastMessage()?.from.name === 'Tomás Ferreira')
})

it('shows every kind of entity, and markup of visitors as text', async () => {
  const html =
    '<b>bold</b> <i>it</i> <u>un</u> <s>st</s> <code>co</code> <tg-spoiler>hidden</tg-spoiler> <a href="https://a.example/">link</a> <blockquote>quote</blockquote>'
  await botSays(html, { parse_mode: 'HTML' })
  await botSays('<img src=x onerror=alert(1)> <b>not bold</b> javascript:alert(1)')
  await open({ path: `#telegram/${topicId}` })
  const log = page.getByRole('log')
  await log.getByText('<img src=x onerror=alert(1)>').waitFor()
  expect(await log.locator('img, .text b').count()).toBe(0)
  for (const tag of ['strong', 'em', 'u', 's', 'code', 'blockquote'])
    expect(await log.locator(tag).count()).toBe(1)
  expect(await log.getByRole('link').getAttribute('href')).toBe('https://a.example/')
  await log.getByLabel('Show hidden text').click()
  await log.getByText('hidden').waitFor()
})

it('works by keyboard alone', async () => {
  await botSays('first')
  await botSays('second')
  await open()
  const focused = () =>
    page.evaluate<string>(
      'document.activeElement === document.body ? "" : document.activeElement.ariaLabel ?? document.activeElement.textContent',
    )
  const tabTo = async (what: RegExp) => {
    for (let presses = 0; presses < 30 && !what.test(await focused()); presses++)
      await page.keyboard.press('Tab')
    expect(await focused()).toMatch(what)
  }
  await tabTo(/Anna Berg/)
  await page.keyboard.press('Enter')
  await page.getByLabel('Message', { exact: true }).waitFor()
  await page.keyboard.type('/')
  await page.keyboard.press('Backspace')
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Shift+Tab')
  await expect.poll(focused).toContain('second')
  await page.keyboard.press('ArrowUp')
  await expect.poll(focused).toContain('first')
  await page.keyboard.press('Enter')
  await page.getByRole('menu').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('menu').waitFor({ state: 'detached' })
  await expect.poll(focused).toContain('first')
  await page.keyboard.press('Enter')
  await expect.poll(focused).toBe('Reply')
  await page.keyboard.press('Enter')
  await page.getByText('Reply to PocketPing').waitFor()
  await page.keyboard.type('to the first')
  await page.keyboard.press('Enter')
  await telegram.until(() => lastMessage()?.text === 'to the first')
})

it('shows one thing at a time on a phone, and a tap opens the menu', async () => {
  await botSays('Hello')
  await open({ isPhone: true })
  await page.getByRole('button', { name: /Anna Berg/ }).tap()
  await page.locator('.bubble', { hasText: 'Hello' }).tap()
  await page.getByRole('menuitem', { name: 'Reply' }).tap()
  await page.getByText('Reply to PocketPing').waitFor()
  await page.goBack()
  await page.getByRole('button', { name: /Anna Berg/ }).waitFor()
  await page.getByRole('log').waitFor({ state: 'hidden' })
})

it('connects again, also to an emulator that has started anew', async () => {
  await open()
  const port = Number(new URL(telegram.url).port)
  await telegram.stop()
  await page.getByText('Connecting…').waitFor()
  telegram = await startTelegramEmulator({ port })
  telegram.asOperator.createTopic('Somebody else')
  await page.getByRole('button', { name: /Somebody else/ }).waitFor()
  await expect.poll(() => page.getByRole('button', { name: /Anna Berg/ }).count()).toBe(0)
  // The lost connection is the one thing that a browser complains of.
  complaints = complaints.filter(text => !/ERR_|Failed to load/.test(text))
})

it.each([
  { isDark: false, isPhone: false },
  { isDark: true, isPhone: false },
  { isDark: false, isPhone: true },
  { isDark: true, isPhone: true },
])('has nothing for axe to find: %o', async look => {
  await botSays('Hello https://a.example/')
  const { id } = telegram.asOperator.send({ topicId, text: 'Hi', from: 'tomas' })
  await api.setMessageReaction(telegram.chatId, id, [{ type: 'emoji', emoji: '👍' }])
  telegram.asOperator.document({ topicId })
  telegram.asOperator.closeTopic(topicId)
  await open(look)
  expect(await violations(page)).toEqual([])
  await page.goto(`${telegram.url}/phones#telegram/${topicId}`)
  await page.locator('.bubble', { hasText: 'Hello' }).waitFor()
  expect(await violations(page)).toEqual([])
  await page.locator('.bubble', { hasText: 'Hi' }).click({ button: 'right' })
  await page.getByRole('menu').waitFor()
  expect(await violations(page)).toEqual([])
})
