import { describe, expect, it } from 'vitest'
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

/** A call that the engine made, in what passed over the network since. */
function asked({ network }: RemoteStage, since: number): string[] {
  return network.frames
    .slice(since)
    .filter(({ direction }) => direction === 'to process')
    .flatMap(({ text }) => /"call":\{"method":"(\w+)"/.exec(text)?.[1] ?? [])
}

describe('a second process of the same bridge', () => {
  it('is refused while the first is well, and takes its place when that ends', async () => {
    const { stage, page, write } = await begin()
    const first = stage.process
    const second = await stage.startProcess()
    expect(second.log.join('\n')).toContain('The engine refuses this bridge: A process that runs the bridge')
    await stage.pass(20_000)
    await page.say('one')
    expect(stage.platform.shownOf(page.sessionId)).toEqual(['hello', 'one'])
    const stopping = first.running.stop()
    await stage.rest()
    await stopping
    await stage.pass(10_000)
    await second.running.connected
    await page.say('two')
    write('answer')
    await stage.rest()
    expect(stage.platform.shownOf(page.sessionId)).toEqual(['hello', 'one', 'two'])
    expect(page.texts()).toEqual(['hello', 'one', 'two', 'answer'])
    // Once is enough, however often it was tried.
    expect(second.log.filter(line => line.includes('refuses'))).toHaveLength(1)
  })

  it('takes the place of one that died without a word', async () => {
    const { stage, page } = await begin()
    stage.network.isDumb = true
    stage.process.life.kill()
    // The heartbeat notices; until then the seat is taken.
    await stage.pass(9000)
    stage.network.isDumb = false
    await stage.startProcess()
    await stage.pass(45_000)
    await page.say('one')
    expect(stage.platform.shownOf(page.sessionId)).toEqual(['hello', 'one'])
  })
})

describe('a connection that is silent', () => {
  it('is given up by both sides, and made anew', async () => {
    const { stage, page, write } = await begin()
    stage.network.isDumb = true
    await stage.pass(50_000)
    expect(stage.engine.log.join('\n')).toContain('"reason":"Silent for too long"')
    expect(stage.process.log.join('\n')).toContain('The engine cannot be reached')
    write('meanwhile')
    await page.say('one')
    stage.network.isDumb = false
    await stage.pass(60_000)
    expect(stage.platform.shownOf(page.sessionId)).toEqual(['hello', 'one'])
    expect(page.texts()).toContain('meanwhile')
  })

  it('stays where only nobody has anything to say', async () => {
    const { stage } = await begin()
    const before = stage.process.log.length
    await stage.pass(3_600_000)
    expect(stage.process.log).toHaveLength(before)
  })
})

describe('a process that ends', () => {
  it('finishes what it was asked, and is asked nothing more', async () => {
    const { stage, page } = await begin()
    stage.platform.faults.hang()
    await page.say('one')
    const before = stage.network.frames.length
    const stopping = stage.process.running.stop()
    await stage.rest()
    await page.say('two')
    stage.platform.faults.answer()
    await stage.rest()
    await stopping
    expect(asked(stage, before)).toEqual([])
    expect(stage.platform.shownOf(page.sessionId)).toEqual(['hello', 'one'])
    await stage.startProcess()
    await stage.pass(2000)
    expect(stage.platform.shownOf(page.sessionId)).toEqual(['hello', 'one', 'two'])
  })

  it('does not wait for ever for a platform that does not answer', async () => {
    const { stage, page } = await begin()
    stage.platform.faults.hang()
    await page.say('one')
    let hasStopped = false
    const stopping = stage.process.running.stop().then(() => {
      hasStopped = true
    })
    await stage.pass(9000)
    expect(hasStopped).toBe(false)
    await stage.pass(2000)
    await stopping
  })

  it('ends at once where its engine is away, and says that it never was there', async () => {
    const stage = setRemoteStage()
    const { running } = await stage.startProcess()
    const refused = expect(running.connected).rejects.toThrow(
      'stopped before the engine had taken the bridge',
    )
    const stopping = running.stop()
    await stage.rest()
    await stopping
    await refused
    expect(stage.clock.elapsed()).toBe(0)
  })
})

describe('two engines on one storage', () => {
  it('leave everything to the one that the process is connected to', async () => {
    const stage = setRemoteStage()
    const one = await stage.startEngine()
    const two = await stage.startEngine()
    await stage.startProcess({ engine: two })
    const page = await stage.visit(one)
    await page.say('hello')
    // The other engine finds what it was not woken for at its next sweep.
    await stage.pass(15_000)
    expect(stage.platform.shownOf(page.sessionId)).toEqual(['hello'])
    stage.platform.operator.write(stage.platform.threadOf(page.sessionId)?.id ?? '', 'answer')
    await stage.rest()
    expect(stage.platform.updates).toEqual([])
    await page.connect(one)
    expect(page.texts()).toEqual(['hello', 'answer'])
    expect(one.log.join('\n')).not.toContain('"bridge":"text"')
  })

  it('let the process go on where its engine dies', async () => {
    const stage = setRemoteStage()
    const one = await stage.startEngine()
    await stage.startProcess()
    const page = await stage.visit(one)
    await page.say('hello')
    await stage.startEngine()
    one.life.kill()
    stage.platform.operator.write(stage.platform.threadOf(page.sessionId)?.id ?? '', 'answer')
    await stage.pass(3000)
    // The dead one still holds the lease. What is handed in is taken all the same: any engine may commit.
    expect(stage.engine.log.join('\n')).not.toContain('Receiving')
    expect(stage.platform.updates).toEqual([])
    await stage.pass(60_000)
    await page.connect(stage.engine)
    await page.say('one')
    expect(page.texts()).toEqual(['hello', 'answer', 'one'])
    expect(stage.platform.shownOf(page.sessionId)).toEqual(['hello', 'one'])
    // The lease of the dead one ran out, and the process was told to go on.
    expect(stage.engine.log.join('\n')).toContain('Receiving')
  })

  it('have one of two processes receive, and both post', async () => {
    const stage = setRemoteStage()
    const one = await stage.startEngine()
    const two = await stage.startEngine()
    await stage.startProcess({ engine: one })
    const before = stage.network.frames.length
    await stage.startProcess({ engine: two })
    expect(asked(stage, before)).toEqual([])
    const pages = [await stage.visit(one), await stage.visit(two)]
    for (const page of pages) {
      await page.say('hello')
      expect(stage.platform.shownOf(page.sessionId)).toEqual(['hello'])
      stage.platform.operator.write(stage.platform.threadOf(page.sessionId)?.id ?? '', 'answer')
      await stage.rest()
    }
    expect(stage.platform.updates).toEqual([])
    for (const page of pages) {
      const query = { sessionId: page.sessionId, afterOrder: 0, limit: 10 }
      expect((await stage.storage.listMessages(query)).map(({ content }) => content)).toEqual([
        'hello',
        'answer',
      ])
    }
    one.life.kill()
    await stage.pass(30_000)
    expect(asked(stage, before)).toContain('start')
  })
})

describe('an engine that stops', () => {
  it('finishes over the connection what is under way, then closes it', async () => {
    const { stage, page } = await begin()
    const stopping = stage.engine.pp.stop()
    await stage.rest()
    await stopping
    await stage.startEngine()
    await stage.pass(2000)
    await page.connect(stage.engine)
    await page.say('one')
    expect(stage.platform.shownOf(page.sessionId)).toEqual(['hello', 'one'])
    expect(stage.process.log.join('\n')).toContain('1012 stopping')
  })
})
