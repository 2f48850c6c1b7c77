import { describe, expect, it } from 'vitest'
import type { Bridge } from '../contracts/bridge.ts'
import { PocketPing } from '../pocketping.ts'
import { type EngineStage, setStage } from '../testing/engine-stage.ts'
import { manualClock } from '../testing/manual-clock.ts'
import { textBridge } from '../testing/text-bridge.ts'
import { textPlatform } from '../testing/text-platform.ts'

function bridgeOf(id: string): Bridge {
  const clock = manualClock()
  return textBridge({ id, clock, platform: textPlatform({ clock }) })
}

async function startIn({ process, rest }: EngineStage, projectId: string): Promise<string> {
  const ask = async (path: string, body: object, token = ''): Promise<Record<string, unknown>> => {
    const headers = { authorization: `Bearer ${token}` }
    const request = { method: 'POST', headers, body: JSON.stringify(body) }
    const response = await process.pp.fetch(new Request(`http://shop.example${path}`, request))
    return (await response.json()) as Record<string, unknown>
  }
  const { token, session } = await ask('/widget/sessions', { projectId })
  await ask(
    '/widget/commands',
    { type: 'send', id: 'msg_00000001', content: `hello ${projectId}` },
    String(token),
  )
  await rest()
  return (session as { id: string }).id
}

describe('bridges of a project', () => {
  it('carry its conversations, and no other project’s', async () => {
    const projects = [
      { id: 'shop', bridges: ['one'] },
      { id: 'blog', bridges: ['two'] },
      { id: 'docs' },
      { id: 'quiet', bridges: [] },
    ]
    const stage = await setStage({ bridgeIds: ['one', 'two'], options: { projects } })
    const placesOf = async (projectId: string): Promise<boolean[]> => {
      const sessionId = await startIn(stage, projectId)
      return stage.platforms.map(platform => platform.threadOf(sessionId) !== undefined)
    }
    expect(await placesOf('shop')).toEqual([true, false])
    expect(await placesOf('blog')).toEqual([false, true])
    expect(await placesOf('docs')).toEqual([true, true])
    expect(await placesOf('quiet')).toEqual([false, false])
  })

  it('say whether the team of this project is away, and not that of another', async () => {
    const projects = [
      { id: 'shop', bridges: ['one'] },
      { id: 'blog', bridges: ['two'] },
    ]
    const stage = await setStage({ bridgeIds: ['one', 'two'], options: { projects } })
    const sessionId = await startIn(stage, 'shop')
    const [platform] = stage.platforms
    const thread = platform?.threadOf(sessionId)?.id ?? ''
    platform?.operator.write(thread, 'Hi!')
    platform?.operator.write(thread, '/away')
    await stage.rest()
    const start = async (projectId: string): Promise<unknown> => {
      const body = JSON.stringify({ projectId })
      const request = new Request('http://shop.example/widget/sessions', { method: 'POST', body })
      const { session } = (await (await stage.process.pp.fetch(request)).json()) as { session: object }
      return session
    }
    expect(await start('shop')).toMatchObject({ availability: { open: false } })
    expect(await start('blog')).not.toHaveProperty('availability')
  })

  it('may stand in the project, once or in several', () => {
    const [one, two] = [bridgeOf('one'), bridgeOf('two')]
    const projects = [
      { id: 'shop', bridges: [one] },
      { id: 'blog', bridges: [one, { bridge: two, mirror: 'visitor' as const }, 'one'] },
    ]
    expect(() => new PocketPing({ projects })).not.toThrow()
  })

  it('need ids of their own, and settings that do not contradict', () => {
    const refusal = (options: ConstructorParameters<typeof PocketPing>[0]) => () => new PocketPing(options)
    const twice = [
      { id: 'shop', bridges: [bridgeOf('one')] },
      { id: 'blog', bridges: [bridgeOf('one')] },
    ]
    expect(refusal({ projects: twice })).toThrow('bridges: "one" is there twice; give each bridge an id')
    const bridge = bridgeOf('one')
    const contradicting = [
      { id: 'shop', bridges: [bridge] },
      { id: 'blog', bridges: [{ bridge, mode: 'alerts' as const }] },
    ]
    expect(refusal({ projects: contradicting })).toThrow('"one" is there twice')
    expect(refusal({ projects: [{ id: 'shop', bridges: ['none'] }] })).toThrow(
      '"shop" names the bridge "none"',
    )
  })
})
