import { WebClient } from '@slack/web-api'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { launchChromium } from '../../../../test/support/chromium.ts'
import { openPhones, servePhones } from '../../test/phones-page.ts'
import { type SlackEmulator, startSlackEmulator } from '../slack/emulator.ts'

let browser: Browser
let page: Page
let slack: SlackEmulator
let host: Awaited<ReturnType<typeof servePhones>>
let web: WebClient
let parent: string
let complaints: string[]

beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

beforeEach(async () => {
  complaints = []
  slack = await startSlackEmulator({ limits: { postsPerChannelSecond: false } })
  host = await servePhones({ slack })
  web = new WebClient(slack.token, { slackApiUrl: slack.url })
  parent = await botSays('*Anna Berg* on <https://shop.example/|the shop>', {})
})
afterEach(async () => {
  await page.context().close()
  await host.stop()
  await slack.stop()
  expect(complaints).toEqual([])
})

async function botSays(text: string, more: object = { thread_ts: parent }): Promise<string> {
  const { ts } = await web.chat.postMessage({ channel: slack.channelId, text, ...more })
  return ts ?? ''
}
const open = async (isInThread = true) => {
  const hash = isInThread ? `#slack/${parent}` : ''
  // Small enough that it stays a phone.
  page = await openPhones(browser, host.url, complaints, { hash, width: 600 })
  await page.getByText('Anna Berg').first().waitFor({ state: 'attached' })
}
const channel = (): Locator => page.getByRole('region', { name: 'Channel' })
const thread = (): Locator => page.getByRole('region', { name: 'Thread' })
const post = (text: string): Locator => thread().locator('.post', { hasText: text }).last()
const write = async (where: Locator, text: string) => {
  await where.getByLabel('Message', { exact: true }).fill(text)
  await page.keyboard.press('Enter')
}
const chooseFor = async (text: string, item: string) => {
  await post(text).click({ button: 'right' })
  await page.getByRole('menuitem', { name: item, exact: true }).click()
}

it('shows the channel with what hangs on each message, counts what is new, and answers', async () => {
  await open(false)
  await botSays('Is anybody there?')
  await channel()
    .getByRole('button', { name: /1 reply/ })
    .waitFor()
  await page.getByLabel('1 unread').waitFor({ state: 'attached' })
  await channel()
    .getByRole('button', { name: /1 reply/ })
    .click()
  await post('Is anybody there?').waitFor()
  await write(thread(), 'Yes, Maya here')
  await post('Yes, Maya here').waitFor()
  expect(slack.thread(parent).replies().at(-1)).toMatchObject({
    text: 'Yes, Maya here',
    from: { name: 'Maya' },
  })
  await page.getByLabel('Back to the channel').click()
  await channel()
    .getByRole('button', { name: /2 replies/ })
    .waitFor()
})

it('edits, reacts and deletes from the menu of a message', async () => {
  const asked = await botSays('How much is it?')
  await open()
  await write(thread(), 'Ten euros')
  await chooseFor('Ten euros', 'Edit')
  await write(thread(), 'Twelve euros')
  await post('Twelve euros').getByText('(edited)').waitFor()

  await post('How much').click({ button: 'right' })
  await page.getByRole('menuitemcheckbox', { name: 'React with 🎉' }).click()
  const pill = page.getByRole('button', { name: '🎉 1 by Maya' })
  await pill.waitFor()
  expect(slack.message(asked)?.reactions).toMatchObject([{ name: 'tada' }])
  await pill.click()
  await pill.waitFor({ state: 'detached' })

  await chooseFor('Twelve euros', 'Delete')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await post('Twelve euros').waitFor({ state: 'detached' })
})

it('keeps the place of a message that was deleted while replies hang on it', async () => {
  await botSays('A reply')
  await open(false)
  await web.chat.delete({ channel: slack.channelId, ts: parent })
  await channel().getByText('This message was deleted.').waitFor()
  await channel()
    .getByRole('button', { name: /1 reply/ })
    .click()
  await post('A reply').waitFor()
})

it('writes into the channel, replies there, and shows that it is archived', async () => {
  await open(false)
  await write(channel(), 'Lunch?')
  const lunch = channel().locator('.post', { hasText: 'Lunch?' }).last()
  await lunch.click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Reply in thread' }).click()
  await write(thread(), 'At twelve')
  await post('At twelve').waitFor()
  await page.getByLabel('Back to the channel').click()
  slack.asOperator.archive()
  await page.getByText('This channel is archived.').waitFor()
  await page.getByRole('button', { name: 'Unarchive' }).click()
  await page.getByText('This channel is archived.').waitFor({ state: 'hidden' })
})

it('renders markup, blocks and rich text as nodes, and what was escaped as text', async () => {
  await botSays(
    '*bold* _it_ ~st~ `co` :tada: <@U0MAYA00001> <https://a.example/|link>\n&gt; quote\n```let a```',
  )
  const style = { bold: true }
  const elements = [
    { type: 'text', text: 'rich', style },
    { type: 'text', text: ' *plain* <script>' },
    { type: 'link', url: 'javascript:alert(1)', text: 'no link' },
  ]
  await botSays('rich', {
    thread_ts: parent,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: 'A header' } },
      { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] },
    ],
  })
  await botSays('&lt;img src=x onerror=alert(1)&gt; 1 &amp; 2')
  await open()
  const said = post('bold')
  for (const tag of ['strong', 'em', 's', 'code', 'blockquote', 'pre'])
    expect([tag, await said.locator(tag).count()]).toEqual([tag, 1])
  expect(await said.getByRole('link').getAttribute('href')).toBe('https://a.example/')
  await said.getByText('🎉').waitFor()
  await said.getByText('@Maya').waitFor()
  await post('A header').getByText('rich', { exact: true }).waitFor()
  expect(await post('A header').getByRole('link').count()).toBe(0)
  await post('rich *plain* <script>').waitFor()
  await post('<img src=x onerror=alert(1)> 1 & 2').waitFor()
  expect(await page.getByRole('log').locator('img').count()).toBe(0)
})

it('is handed to another operator, who orders something', async () => {
  await open(false)
  await page.getByRole('button', { name: 'Answering as Maya' }).click()
  await page.getByRole('menuitemradio', { name: 'Tomás' }).click()
  await channel().getByRole('button', { name: 'Reply', exact: true }).click()
  await thread().getByRole('button', { name: 'Commands' }).click()
  await thread()
    .getByRole('button', { name: /!close/ })
    .click()
  await page.keyboard.press('Enter')
  await post('!close').waitFor()
  expect(slack.thread(parent).replies().at(-1)).toMatchObject({ text: '!close', from: { name: 'Tomás' } })
})
