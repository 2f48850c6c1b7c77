import { LogLevel, WebClient } from '@slack/web-api'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type SlackEmulator, startSlackEmulator } from './emulator.ts'

let slack: SlackEmulator
let web: WebClient

beforeEach(async () => {
  slack = await startSlackEmulator()
  web = new WebClient(slack.token, {
    slackApiUrl: slack.url,
    retryConfig: { retries: 0 },
    logLevel: LogLevel.ERROR,
  })
})

afterEach(() => slack.stop())

const download = (url = '', token = slack.token) =>
  fetch(url, { headers: { authorization: `Bearer ${token}` } })

it('takes files through the SDK, into a thread', async () => {
  const { ts = '' } = await web.chat.postMessage({ channel: slack.channelId, text: 'parent' })
  await web.filesUploadV2({
    channel_id: slack.channelId,
    thread_ts: ts,
    initial_comment: 'two & two',
    file_uploads: [
      { file: Buffer.from('one'), filename: 'one.txt' },
      { file: Buffer.from([137, 80]), filename: 'two.png', title: 'Two' },
    ],
  })
  const [reply] = slack.thread(ts).replies()
  const { file } = await web.files.info({ file: reply?.files[0]?.id ?? '' })
  expect(file?.shares).toEqual({
    public: { [slack.channelId]: [{ ts: reply?.ts, thread_ts: ts, channel_name: 'support' }] },
  })
  expect(slack.thread(ts).replies()).toMatchObject([
    {
      subtype: 'file_share',
      text: 'two &amp; two',
      from: { isBot: true },
      files: [
        { name: 'one.txt', mimeType: 'text/plain', size: 3 },
        { name: 'two.png', title: 'Two', mimeType: 'image/png', size: 2 },
      ],
    },
  ])
})

it('takes the bytes as they are, as many as were announced', async () => {
  const { upload_url = '', file_id = '' } = await web.files.getUploadURLExternal({
    filename: 'a.bin',
    length: 3,
  })
  const post = (body: string) => fetch(upload_url, { method: 'POST', body })
  await expect(web.files.completeUploadExternal({ files: [{ id: file_id }] })).rejects.toThrow(
    'file_not_found',
  )
  expect((await post('too long')).status).toBe(400)
  expect((await post('abc')).status).toBe(200)
  const { files } = await web.files.completeUploadExternal({ files: [{ id: file_id, title: 'A' }] })
  expect(files).toMatchObject([{ id: file_id, title: 'A', size: 3 }])
  expect(slack.channel().messages()).toEqual([])
  await expect(web.files.completeUploadExternal({ files: [{ id: file_id }] })).rejects.toThrow(
    'file_not_found',
  )
  await expect(web.files.getUploadURLExternal({ filename: 'a', length: 0 })).rejects.toThrow(
    'missing_argument',
  )
})

it('hands files only to the token', async () => {
  slack.asOperator.send({ text: 'look', files: [{ name: 'invoice 1.pdf', bytes: Buffer.from('%PDF') }] })
  const { messages } = await web.conversations.history({ channel: slack.channelId })
  const [file] = messages?.[0]?.files ?? []
  expect(file).toMatchObject({
    name: 'invoice 1.pdf',
    mimetype: 'application/pdf',
    size: 4,
    user: 'U0MAYA00001',
  })
  for (const url of [file?.url_private, file?.url_private_download]) {
    const answer = await download(url)
    expect(answer.headers.get('content-type')).toBe('application/pdf')
    expect(await answer.text()).toBe('%PDF')
  }
  const signIn = await download(file?.url_private, 'other')
  expect([signIn.status, signIn.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  expect((await web.files.info({ file: file?.id ?? '' })).file).toMatchObject({ id: file?.id })
  await expect(web.files.delete({ file: file?.id ?? '' })).rejects.toThrow('cant_delete_file')
})
