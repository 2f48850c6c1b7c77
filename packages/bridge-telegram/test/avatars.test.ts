import { type RecordingInbox, recordingInbox } from '@pocketping/core/testing'
import { afterEach, expect, it } from 'vitest'
import { pollingHarness, type TelegramHarness } from './harness.ts'

let harness: TelegramHarness
let inbox: RecordingInbox

/** Maya, with a picture of so many bytes, has written `count` messages. */
async function write(photo: Uint8Array | undefined, count: number): Promise<(string | undefined)[]> {
  const maya = { id: 7, first_name: 'Maya', ...(photo && { photo }) }
  harness = await pollingHarness({ emulator: { operators: [maya] } })
  inbox = recordingInbox()
  await harness.bridge.start(inbox)
  const { asOperator, faults } = harness.telegram
  const topicId = asOperator.createTopic('Anna').id
  if (photo?.length === 3) faults.fail('getFile')
  for (let index = 0; index < count; index += 1) asOperator.send({ text: `${index}`, topicId })
  await inbox.until(() => inbox.stored.length === count)
  return inbox.stored.map(inbound => (inbound.type === 'message' ? inbound.author.avatarUrl : undefined))
}

afterEach(async () => {
  await harness.bridge.stop()
  await harness.close()
})

function jpeg(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => [0xff, 0xd8, 0xff][index] ?? index % 256)
}

it('shows an operator’s picture, looked up once, without the address that holds the token', async () => {
  const avatars = await write(jpeg(4000), 3)
  const expected = `data:image/jpeg;base64,${Buffer.from(jpeg(4000)).toString('base64')}`
  expect(avatars).toEqual([expected, expected, expected])
  expect(harness.telegram.journal.calls('getFile')).toHaveLength(1)
  expect(JSON.stringify(inbox.stored)).not.toContain(harness.telegram.token)
})

it('shows none where there is none, where it is too large, and where it is no picture', async () => {
  expect(await write(undefined, 2)).toEqual([undefined, undefined])
  await harness.bridge.stop()
  await harness.close()
  expect(await write(jpeg(10_241), 1)).toEqual([undefined])
  await harness.bridge.stop()
  await harness.close()
  expect(await write(Buffer.from('<svg onload="alert(1)"/>'), 1)).toEqual([undefined])
})

it('hands in the message where the picture cannot be had', async () => {
  expect(await write(jpeg(3), 2)).toEqual([undefined, undefined])
  expect(harness.telegram.journal.calls('getFile')).toHaveLength(1)
  expect(inbox.lines.join()).toContain('without a picture')
  expect(inbox.lines.join()).not.toContain(harness.telegram.token)
})
