import { describe, expect, it } from 'vitest'
import type { VisitorCommand } from '../protocol/commands.ts'
import { type EngineStage, setStage } from '../testing/engine-stage.ts'
import type { Death } from '../testing/process-life.ts'
import type { TextThread } from '../testing/text-platform.ts'
import type { VisitorPage } from '../testing/visitor-page.ts'

const LEASES_MS = 60_000

interface Scene {
  stage: EngineStage
  page: VisitorPage
  /** What the visitor asked for, and whether it was acknowledged. */
  asked: { command: VisitorCommand; isAcknowledged: boolean }[]
}

/** A visitor with a conversation, and a process that will die as told. */
async function begin(death?: Death): Promise<Scene> {
  const stage = await setStage()
  const page = await stage.visit()
  page.disconnect()
  stage.process.life.kill()
  await stage.pass(LEASES_MS)
  await stage.start(death ? { death } : {})
  await page.connect(stage.process)
  return { stage, page, asked: [] }
}

async function ask(scene: Scene, command: VisitorCommand): Promise<void> {
  const answer = await scene.page.do(command)
  scene.asked.push({ command, isAcknowledged: answer?.type === 'ack' })
}

/** The thread in which operators see what the visitor wrote. */
function threadOf({ stage, page }: Scene): TextThread | undefined {
  const thread = stage.platform.threadOf(page.sessionId)
  return thread && thread.messages.length > 0 ? thread : undefined
}

const say = (name: string): VisitorCommand => ({ type: 'send', id: `msg_${name}-000000`, content: name })

/** A conversation both ways. Whoever has nobody to talk to goes on all the same. */
async function converse(scene: Scene): Promise<void> {
  const { stage } = scene
  const { operator } = stage.platform
  const write = async (text: string): Promise<string> => {
    const thread = threadOf(scene)
    const id = thread ? operator.write(thread.id, text) : ''
    await stage.rest()
    return id
  }
  await ask(scene, say('v1'))
  await ask(scene, say('v2'))
  const first = await write('o1')
  await ask(scene, { type: 'edit', id: 'msg_v1-000000', content: 'v1 edited' })
  await write('// secret')
  operator.edit(first, 'o1 edited')
  await stage.rest()
  await ask(scene, { type: 'delete', id: 'msg_v2-000000' })
  operator.edit(await write('o2'), '/note secret too')
  await ask(scene, { type: 'close' })
  await ask(scene, say('v3'))
  await write('/help')
  await write('o3')
  await stage.pass(1000)
}

/** What a process died of is over: another starts, and everything has time to be done. */
async function recover(scene: Scene): Promise<void> {
  scene.stage.process.life.kill()
  await scene.stage.start()
  await scene.stage.pass(2 * LEASES_MS)
}

/** The widget comes back and asks again for whatever was not acknowledged. */
async function comeBack({ stage, page, asked }: Scene): Promise<void> {
  await page.connect(stage.process)
  for (const { command, isAcknowledged } of asked) if (!isAcknowledged) await page.do(command)
  await stage.pass(2 * LEASES_MS)
}

/** What stands on the platform for the visitor: known to the engine, or left over from an answer that was lost. */
async function standing({ stage, page }: Scene): Promise<{ known: string[]; leftOver: number }> {
  const known: string[] = []
  let leftOver = 0
  for (const { id, by, isDeleted, items } of stage.platform.threadOf(page.sessionId)?.messages ?? []) {
    if (by !== 'bot' || isDeleted || items[0]?.from === 'notice') continue
    const copies = await stage.storage.listCopies({ bridgeId: 'text', platformId: id })
    if (copies.length > 0) known.push(...items.map(({ text }) => text))
    else leftOver += 1
  }
  return { known, leftOver }
}

async function stored({ stage, page }: Scene): Promise<string[]> {
  const query = { sessionId: page.sessionId, afterOrder: 0, limit: 100 }
  const records = await stage.storage.listMessages(query)
  return records
    .filter(({ deletedAt, origin }) => deletedAt === undefined && origin === undefined)
    .map(({ content }) => content)
}

/** What must be true whenever a process died. */
async function check(scene: Scene, lastCall: string | undefined): Promise<void> {
  const { stage, page, asked } = scene
  const { platform } = stage
  const acknowledged = asked.filter(one => one.isAcknowledged && one.command.type === 'send')
  const { known, leftOver } = await standing(scene)
  expect(known).toEqual(await stored(scene))
  expect(leftOver).toBeLessThanOrEqual(lastCall === 'send' ? 1 : 0)
  for (const { command } of acknowledged)
    expect(await stage.storage.findMessage(page.sessionId, 'id' in command ? command.id : '')).toBeDefined()
  expect(platform.threads.size).toBeLessThanOrEqual(lastCall === 'openThread' ? 2 : 1)
  expect(platform.updates).toEqual([])
}

async function checkOperators({ stage, page }: Scene): Promise<void> {
  const query = { sessionId: page.sessionId, afterOrder: 0, limit: 100 }
  const records = await stage.storage.listMessages(query)
  const written = [...stage.platform.threads.values()].flatMap(({ messages }) => messages)
  const visible = written.filter(({ by, text }) => by === 'operator' && !/^\/\w/.test(text))
  const kept = records.filter(({ origin, deletedAt }) => origin && deletedAt === undefined)
  const said = visible.map(({ text }) => text.replace('// ', ''))
  expect(kept.filter(({ content }) => content !== 'secret too').map(({ content }) => content)).toEqual(said)
  expect(page.frames.join()).not.toContain('secret')
  const texts = records.filter(one => one.audience === 'everyone' && one.deletedAt === undefined)
  expect(page.texts()).toEqual(texts.map(({ content }) => content))
}

async function dieAndRecover(death: Death): Promise<void> {
  const scene = await begin(death)
  await converse(scene)
  expect(scene.stage.process.life.isDead).toBe(true)
  const lastCall = scene.stage.platform.faults.journal.at(-1)?.call
  await recover(scene)
  await check(scene, lastCall)
  await comeBack(scene)
  await check(scene, lastCall)
  await checkOperators(scene)
}

/** How often each side is called when nobody dies. */
async function countCalls(): Promise<{ storage: number; platform: number }> {
  const scene = await begin()
  await converse(scene)
  return { ...scene.stage.process.life.calls }
}

describe('a process that dies', async () => {
  const calls = await countCalls()

  it('is not needed for the conversation to come out right', async () => {
    const scene = await begin()
    await converse(scene)
    await check(scene, undefined)
    await checkOperators(scene)
  })

  for (const at of ['platform', 'storage'] as const)
    for (const when of ['before', 'after'] as const)
      it(`${when} each of its calls to the ${at} loses nothing, and repeats only what was not answered`, async () => {
        for (let call = 1; call <= calls[at]; call += 1)
          await dieAndRecover({ at, when, call }).catch((error: unknown) => {
            throw new Error(`Died ${when} call ${call} of ${calls[at]} to the ${at}`, { cause: error })
          })
      })
})
