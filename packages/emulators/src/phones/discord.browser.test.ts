import { REST } from 'discord.js'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { launchChromium } from '../../../../test/support/chromium.ts'
import { openPhones, servePhones } from '../../test/phones-page.ts'
import { type DiscordEmulator, startDiscordEmulator } from '../discord/emulator.ts'

let browser: Browser
let page: Page
let discord: DiscordEmulator
let host: Awaited<ReturnType<typeof servePhones>>
let rest: REST
let threadId: string
let complaints: string[]

beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

beforeEach(async () => {
  complaints = []
  discord = await startDiscordEmulator()
  host = await servePhones({ discord })
  rest = new REST({ api: `${discord.url}/api` }).setToken(discord.token)
  const card = await botSays('**Anna Berg**\n-# en-GB', discord.channelId)
  const body = { name: 'Anna Berg' }
  await rest.post(`/channels/${discord.channelId}/messages/${card}/threads`, { body })
  threadId = card
})
afterEach(async () => {
  await page.context().close()
  await host.stop()
  await discord.stop()
  expect(complaints).toEqual([])
})

const open = async (isInThread = true) => {
  const hash = isInThread ? `#discord/${threadId}` : ''
  // Small enough that it stays a phone.
  page = await openPhones(browser, host.url, complaints, { hash, width: 600 })
  await page.getByText('Anna Berg').first().waitFor({ state: 'attached' })
}
async function botSays(content: string, channelId = threadId, more = {}): Promise<string> {
  const body = { content, ...more }
  return ((await rest.post(`/channels/${channelId}/messages`, { body })) as { id: string }).id
}
const log = (): Locator => page.getByRole('log')
const post = (text: string): Locator =>
  log()
    .locator('.post', { has: page.locator('.text', { hasText: text }) })
    .last()
const lastMessage = () => discord.thread(threadId).messages().at(-1)
const write = async (text: string) => {
  await page.getByLabel('Message', { exact: true }).fill(text)
  await page.keyboard.press('Enter')
}
const chooseFor = async (text: string, item: string) => {
  await post(text).click({ button: 'right' })
  await page.getByRole('menuitem', { name: item, exact: true }).click()
}

it('lists threads, counts what is new, and answers', async () => {
  await open(false)
  await botSays('Is anybody there?')
  await page.getByLabel('1 unread').waitFor()
  await expect.poll(() => page.title()).toBe('(1) Phones')
  await page.getByRole('button', { name: /Anna Berg/ }).click()
  await post('Is anybody there?').waitFor()
  await page.getByLabel('1 unread').waitFor({ state: 'detached' })
  await write('Yes, Maya here')
  await post('Yes, Maya here').waitFor()
  expect(lastMessage()).toMatchObject({ text: 'Yes, Maya here', from: { name: 'Maya' } })
})

it('begins a thread with the message that it was started from, and leads there from the channel', async () => {
  await open(false)
  await page.getByRole('button', { name: 'visitors', exact: true }).click()
  await page.getByRole('button', { name: /Anna Berg 0 messages/ }).click()
  await post('Anna Berg').waitFor()
  await rest.patch(`/channels/${discord.channelId}/messages/${threadId}`, {
    body: { content: '**Anna B.**' },
  })
  await post('Anna B.').getByText('(edited)').waitFor()
})

it('replies, edits, reacts and deletes from the menu of a message', async () => {
  const asked = await botSays('How much is it?')
  await open()
  await chooseFor('How much is it?', 'Reply')
  await write('Ten euros')
  await post('Ten euros').locator('.reply-line').getByText('How much is it?').waitFor()
  expect(lastMessage()?.replyTo).toBe(asked)

  await chooseFor('Ten euros', 'Edit')
  await write('Twelve euros')
  await post('Twelve euros').getByText('(edited)').waitFor()

  await post('How much').click({ button: 'right' })
  await page.getByRole('menuitemcheckbox', { name: 'React with 👍' }).click()
  const pill = page.getByRole('button', { name: '👍 1 by Maya' })
  await pill.click()
  await pill.waitFor({ state: 'detached' })

  // Only what one wrote can be changed or deleted.
  await post('How much').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Copy text' }).waitFor()
  expect(await page.getByRole('menuitem').count()).toBe(2)
  await page.keyboard.press('Escape')

  await chooseFor('Twelve euros', 'Delete')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await post('Twelve euros').waitFor({ state: 'detached' })
  await rest.delete(`/channels/${threadId}/messages/${asked}`)
  await post('How much').waitFor({ state: 'detached' })
})

it('says that somebody types, both ways', async () => {
  await open()
  await rest.post(`/channels/${threadId}/typing`)
  await page.getByRole('region', { name: 'Thread' }).getByText('PocketPing is typing…').waitFor()
  const heard: string[] = []
  discord.world.dispatch = ({ name }) => void heard.push(name)
  await page.getByLabel('Message', { exact: true }).fill('Hm')
  await expect.poll(() => heard).toContain('TYPING_START')
})

it('shows what is archived and locked, and opens it again', async () => {
  await rest.patch(`/channels/${threadId}`, { body: { archived: true, locked: true } })
  await open()
  await page.getByText('This thread is locked.').waitFor()
  await page.getByRole('button', { name: 'Open again' }).click()
  await page.getByText('This thread is locked.').waitFor({ state: 'hidden' })
  expect(discord.thread(threadId)).toMatchObject({ isArchived: false, isLocked: false })
  await page.getByLabel('Thread menu').click()
  await page.getByRole('menuitem', { name: 'Close thread' }).click()
  await page.getByText('This thread is archived.').waitFor()
  await page.getByLabel('Back to the threads').click()
  await page.getByText('Archived threads — 1').waitFor()
})

it('lists the posts of a forum beside the threads of a channel', async () => {
  discord.asOperator.createThread({ name: 'Bo Dahl', channelId: discord.forumId, text: 'First words' })
  await open(false)
  await page.getByText('Active threads in visitor-posts — 1').waitFor()
  await page.getByRole('button', { name: /Bo Dahl/ }).click()
  await post('First words').waitFor()
})

it('renders markup as nodes, cards below it, and what was escaped as text', async () => {
  await botSays(
    '**bold** *it* __un__ ~~st~~ `co` ||hidden|| [link](https://a.example/) \n> quote\n```js\nlet a\n```',
    threadId,
    { embeds: [{ title: 'A card', description: 'with *words*', color: 0xff0000 }] },
  )
  await botSays('\\*\\*not bold\\*\\* <img src=x onerror=alert(1)> javascript:alert(1)')
  await open()
  const said = post('bold it un')
  for (const tag of ['strong', 'u', 's', 'blockquote', 'pre']) expect(await said.locator(tag).count()).toBe(1)
  expect(await said.getByRole('link', { name: 'link' }).getAttribute('href')).toBe('https://a.example/')
  await said.getByLabel('Show hidden text').click()
  await said.locator('.embed').getByText('A card').waitFor()
  await post('**not bold** <img src=x onerror=alert(1)> javascript:alert(1)').waitFor()
  expect(await log().locator('img').count()).toBe(0)
})

it('is handed to another operator, who orders something', async () => {
  await open(false)
  await page.getByRole('button', { name: 'Answering as Maya' }).click()
  await page.getByRole('menuitemradio', { name: 'Tomás' }).click()
  await page.getByRole('button', { name: /Anna Berg/ }).click()
  await page.getByRole('button', { name: 'Commands' }).click()
  await page.getByRole('button', { name: /!close/ }).click()
  await page.keyboard.press('Enter')
  await post('!close').waitFor()
  expect(lastMessage()).toMatchObject({ text: '!close', from: { name: 'Tomás' } })
})
