import { expect, it } from 'vitest'
import type { Inbound } from '../contracts/bridge.ts'
import { expectFailure, type SetStage } from './bridge-contract-fixtures.ts'

export function receivingContract(setStage: SetStage): void {
  it('hands in again what could not be stored, before what follows in its thread', async () => {
    const { bridge, platform, inbox, open } = await setStage()
    await bridge.start(inbox)
    const threadId = await open()
    inbox.refuse(3)
    const written = [await platform.write(threadId, 'first'), await platform.write(threadId, 'second')]
    await inbox.until(() => inbox.stored.length === 2)
    expect(inbox.stored.map(idOf)).toEqual(written)
    expect(inbox.refused.map(idOf)).toEqual([written[0], written[0], written[0]])
  })

  it('confirms nothing that was not stored when it is stopped', async () => {
    const stage = await setStage()
    const { bridge, platform, inbox } = stage
    await bridge.start(inbox)
    const threadId = await stage.open()
    inbox.hang()
    const written = [await platform.write(threadId, 'first'), await platform.write(threadId, 'second')]
    await inbox.until(() => inbox.refused.length > 0)
    await bridge.stop()
    inbox.recover()
    const successor = stage.createSuccessor()
    await successor.start(inbox)
    await inbox.until(() => new Set(inbox.stored.map(idOf)).size === 2)
    await successor.stop()
    expect([...new Set(inbox.stored.map(idOf))]).toEqual(written)
  })

  it('hands in what was written while nothing was running', async () => {
    const stage = await setStage()
    const { bridge, platform, inbox } = stage
    await bridge.start(inbox)
    const threadId = await stage.open()
    await bridge.stop()
    const written = [await platform.write(threadId, 'first'), await platform.write(threadId, 'second')]
    const successor = stage.createSuccessor()
    await successor.start(inbox)
    await inbox.until(() => inbox.stored.length === 2)
    await successor.stop()
    expect(inbox.stored.map(idOf)).toEqual(written)
  })

  it('stops without having started, stops twice, and starts again', async () => {
    const { bridge, platform, inbox, open } = await setStage()
    await bridge.stop()
    await bridge.start(inbox)
    await bridge.stop()
    await bridge.stop()
    await bridge.start(inbox)
    const threadId = await open()
    const written = await platform.write(threadId, 'hello')
    await inbox.until(() => inbox.stored.length === 1)
    expect(inbox.stored.map(idOf)).toEqual([written])
  })

  it('goes on receiving after the platform could not be reached', async () => {
    const { bridge, platform, inbox, open } = await setStage()
    await bridge.start(inbox)
    const threadId = await open()
    const reconnect = await platform.cutOff()
    const written = await platform.write(threadId, 'hello')
    reconnect()
    await inbox.until(() => inbox.stored.length === 1)
    expect(inbox.stored.map(idOf)).toEqual([written])
  })

  it('posts without having been started, as every other process does', async () => {
    const { bridge, open } = await setStage()
    const threadId = await open()
    expect(await bridge.send(threadId, { items: [{ from: 'visitor', text: 'hello' }] }, 'k1')).toHaveLength(1)
  })

  it('says what is wrong with its configuration, and starts nothing', async () => {
    const stage = await setStage()
    const broken = stage.createMisconfigured()
    const error = await expectFailure(stage, broken.start(stage.inbox), 'misconfigured')
    expect(error.message.length).toBeGreaterThan(20)
    await broken.stop()
  })

  it('keeps its secrets out of the log', async () => {
    const { bridge, platform, inbox, open, secrets } = await setStage()
    await bridge.start(inbox)
    const threadId = await open()
    inbox.refuse(1)
    const reconnect = await platform.cutOff()
    await platform.write(threadId, 'PRIVATE')
    reconnect()
    await inbox.until(() => inbox.stored.length === 1)
    await bridge.stop()
    for (const secret of [...secrets, 'PRIVATE']) expect(inbox.lines.join('\n')).not.toContain(secret)
  })
}

function idOf(inbound: Inbound): string {
  return inbound.type === 'typing' ? inbound.type : inbound.platformId
}
