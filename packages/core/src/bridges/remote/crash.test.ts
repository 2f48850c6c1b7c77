import { describe, expect, it } from 'vitest'
import type { Direction } from '../../testing/loopback.ts'
import { type RemoteStage, setRemoteStage } from '../../testing/remote-stage.ts'
import type { VisitorPage } from '../../testing/visitor-page.ts'

const LEASES_MS = 60_000

type Side = 'connection' | 'engine' | 'process'

interface Scene {
  stage: RemoteStage
  page: VisitorPage
  /** What the visitor wrote, by id, acknowledged or not. */
  said: Map<string, string>
}

async function begin(): Promise<Scene> {
  const stage = setRemoteStage()
  await stage.startEngine()
  await stage.startProcess()
  const page = await stage.visit()
  return { stage, page, said: new Map() }
}

async function say({ stage, page, said }: Scene, name: string): Promise<void> {
  const id = `msg_${name}-000000`
  said.set(id, name)
  await page.say(name, { id })
  // Time to come back and be asked for the same again, which the process remembers.
  await stage.pass(3000)
}

/** Both sides write, mark, change and delete. Whoever has no thread to write in goes on all the same. */
async function converse(scene: Scene): Promise<void> {
  const { stage, page } = scene
  const { operator } = stage.platform
  const write = async (text: string): Promise<string> => {
    const thread = stage.platform.threadOf(page.sessionId)
    const id = thread && thread.messages.length > 0 ? operator.write(thread.id, text) : ''
    await stage.rest()
    return id
  }
  await say(scene, 'v1')
  await say(scene, 'v2')
  const first = await write('o1')
  await page.do({ type: 'edit', id: 'msg_v1-000000', content: 'v1 edited' })
  await write('// a note')
  operator.edit(first, 'o1 edited')
  await stage.rest()
  await page.do({ type: 'delete', id: 'msg_v2-000000' })
  await write('/close')
  await say(scene, 'v3')
  await write('o2')
  await stage.pass(1000)
}

/** What died is there again, and everything has time to be done; the widget asks again for what it was not told. */
async function recover(scene: Scene, side: Side): Promise<void> {
  const { stage, page } = scene
  if (side === 'engine') await stage.startEngine()
  if (side === 'process') await stage.startProcess()
  await stage.pass(2 * LEASES_MS)
  await page.connect(stage.engine)
  for (const [id, name] of scene.said) await page.say(name, { id })
  await page.do({ type: 'edit', id: 'msg_v1-000000', content: 'v1 edited' })
  await page.do({ type: 'delete', id: 'msg_v2-000000' })
  await stage.pass(2 * LEASES_MS)
}

async function check({ stage, page }: Scene, doubles: number): Promise<void> {
  const { platform, storage } = stage
  expect(platform.updates).toEqual([])
  const query = { sessionId: page.sessionId, afterOrder: 0, limit: 100 }
  const records = (await storage.listMessages(query)).filter(({ deletedAt }) => deletedAt === undefined)
  const visitors = records.filter(({ type }) => type === 'visitor').map(({ content }) => content)
  expect(visitors).toEqual(['v1 edited', 'v3'])

  // Everything stands on the platform, in order; twice only what a process that died had no time to tell.
  const shown = platform.shownOf(page.sessionId).filter(text => /^v\d/.test(text))
  const known: string[] = []
  for (const thread of platform.threads.values())
    for (const { id, items, by, isDeleted } of thread.messages)
      if (
        by === 'bot' &&
        !isDeleted &&
        (await storage.listCopies({ bridgeId: 'text', platformId: id })).length
      )
        known.push(...items.map(({ text }) => text).filter(text => /^v\d/.test(text)))
  expect(known).toEqual(visitors)
  expect(shown.length - visitors.length).toBeLessThanOrEqual(doubles)

  // Nothing that an operator wrote is missing, and nothing of it is there twice.
  const written = [...platform.threads.values()]
    .flatMap(({ messages }) => messages)
    .filter(({ by, text }) => by === 'operator' && !text.startsWith('/close'))
  const kept = records.filter(({ origin, type }) => origin !== undefined && type === 'operator')
  expect(kept.map(({ content }) => content)).toEqual(written.map(({ text }) => text.replace('// ', '')))
  expect(page.frames.join()).not.toContain('a note')
}

/** How many frames pass when nobody dies. */
async function countFrames(): Promise<number> {
  const scene = await begin()
  const before = scene.stage.network.frames.length
  await converse(scene)
  await check(scene, 0)
  return scene.stage.network.frames.length - before
}

async function interrupt(
  side: Side,
  frame: number,
  when: 'before' | 'after',
): Promise<Direction | undefined> {
  const scene = await begin()
  const { network } = scene.stage
  const { engine, process } = scene.stage
  const at = network.frames.length + frame
  network.cutAt(at, when)
  network.onCut = () => {
    if (side === 'engine') engine.life.kill()
    if (side === 'process') process.life.kill()
  }
  await converse(scene)
  await recover(scene, side)
  // A process that is killed takes with it what it remembers.
  await check(scene, side === 'process' ? 1 : 0)
  return network.frames[at - 1]?.direction
}

describe('what passes between an engine and the process of a bridge', async () => {
  const frames = await countFrames()

  for (const side of ['connection', 'engine', 'process'] as const)
    for (const when of ['before', 'after'] as const)
      it(`survives that the ${side} dies ${when} each frame`, async () => {
        expect(frames).toBeGreaterThan(20)
        for (let frame = 1; frame <= frames; frame += 1)
          await interrupt(side, frame, when).catch((error: unknown) => {
            throw new Error(`Died ${when} frame ${frame} of ${frames}`, { cause: error })
          })
      })
})
