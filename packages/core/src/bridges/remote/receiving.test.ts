import { describe, expect, it } from 'vitest'
import { BridgeError, type Inbox } from '../../contracts/bridge.ts'
import { type RemoteStage, setRemoteStage } from '../../testing/remote-stage.ts'
import type { VisitorPage } from '../../testing/visitor-page.ts'

interface Scene {
  stage: RemoteStage
  page: VisitorPage
  write(text: string): void
}

async function begin(): Promise<Scene> {
  const stage = setRemoteStage()
  await stage.startEngine()
  await stage.startProcess()
  const page = await stage.visit()
  await page.say('hello')
  const threadId = stage.platform.threadOf(page.sessionId)?.id ?? ''
  return { stage, page, write: text => void stage.platform.operator.write(threadId, text) }
}

describe('what operators write', () => {
  it('is confirmed to the platform only after the commit', async () => {
    const { stage, page, write } = await begin()
    const { platform } = stage
    const answers = stage.network.frames.length
    write('answer')
    await stage.rest()
    const frames = stage.network.frames.slice(answers)
    const handedIn = frames.findIndex(({ text }) => text.includes('"method":"receive"'))
    const confirmed = frames.findIndex(({ text }, at) => at > handedIn && text.includes('"type":"answer"'))
    expect(confirmed).toBeGreaterThan(handedIn)
    expect(platform.updates).toEqual([])
    expect(page.texts()).toEqual(['hello', 'answer'])
  })

  it('is handed in again after the engine came back, once', async () => {
    const { stage, page, write } = await begin()
    stage.engine.life.kill()
    write('while nobody listened')
    await stage.rest()
    expect(stage.platform.updates).toHaveLength(1)
    await stage.startEngine()
    await stage.pass(5000)
    expect(stage.platform.updates).toEqual([])
    await page.connect(stage.engine)
    expect(page.texts()).toEqual(['hello', 'while nobody listened'])
  })

  it('is left to the platform where the engine is away for long', async () => {
    const { stage, page, write } = await begin()
    stage.engine.life.kill()
    write('one')
    await stage.pass(60_000)
    expect(stage.process.log.join('\n')).toContain('The engine is away for too long: no longer receiving')
    expect(stage.platform.updates).toHaveLength(1)
    write('two')
    await stage.startEngine()
    await stage.pass(60_000)
    await page.connect(stage.engine)
    expect(stage.platform.updates).toEqual([])
    expect(page.texts()).toEqual(['hello', 'one', 'two'])
  })
})

describe('a bridge that cannot start', () => {
  it('says why in both processes, and is tried again', async () => {
    const stage = setRemoteStage()
    await stage.startEngine()
    let isBroken = true
    await stage.startProcess({
      around: bridge => ({
        ...bridge,
        start: inbox =>
          isBroken
            ? Promise.reject(new BridgeError('misconfigured', 'Give the bot the right to manage topics.'))
            : bridge.start(inbox),
      }),
    })
    for (const { log } of [stage.engine, stage.process])
      expect(log.join('\n')).toContain('Give the bot the right to manage topics.')
    isBroken = false
    await stage.pass(30_000)
    expect(stage.engine.log.join('\n')).toContain('Receiving')
  })

  it.each([
    ['in front of its engine', false],
    ['while its engine is away', true],
  ])('is started again where it ended by itself, %s', async (_, isAway) => {
    const stage = setRemoteStage()
    await stage.startEngine()
    const inboxes: Inbox[] = []
    await stage.startProcess({
      around: bridge => ({
        ...bridge,
        start(inbox) {
          inboxes.push(inbox)
          return bridge.start(inbox)
        },
      }),
    })
    if (isAway) stage.engine.life.kill()
    await stage.rest()
    inboxes[0]?.ended(new BridgeError('misconfigured', 'The token was revoked.'))
    if (isAway) await stage.startEngine()
    await stage.pass(60_000)
    expect(inboxes).toHaveLength(2)
    expect((isAway ? stage.process : stage.engine).log.join('\n')).toContain('The token was revoked.')
  })

  it('says once that it no longer receives, however long its engine is away', async () => {
    const stage = setRemoteStage()
    await stage.startEngine()
    await stage.startProcess()
    stage.engine.life.kill()
    await stage.pass(300_000)
    expect(stage.process.log.filter(line => line.includes('no longer receiving'))).toHaveLength(1)
  })

  it('keeps what is no BridgeError to itself', async () => {
    const stage = setRemoteStage()
    await stage.startEngine()
    await stage.startProcess({
      around: bridge => ({
        ...bridge,
        start: () => Promise.reject(new Error('https://x.example/bot123:secret')),
      }),
    })
    expect(stage.engine.log.join('\n')).toContain('The bridge failed in its process, whose log says why.')
    expect(stage.engine.log.join('\n')).not.toContain('secret')
  })
})
