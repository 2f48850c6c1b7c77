import { describe, expect, it } from 'vitest'
import type { BridgeErrorKind } from '../contracts/bridge.ts'
import { type EngineStage, setStage } from '../testing/engine-stage.ts'
import type { TextPlatform } from '../testing/text-platform.ts'
import type { VisitorPage } from '../testing/visitor-page.ts'
import type { DeliveryFailure } from './context.ts'

const bridgeIds = ['telegram', 'discord', 'slack']

interface Scene {
  stage: EngineStage
  page: VisitorPage
  failures: DeliveryFailure[]
}

async function begin(): Promise<Scene> {
  const failures: DeliveryFailure[] = []
  const onDeliveryFailed = (failure: DeliveryFailure): void => void failures.push(failure)
  const stage = await setStage({ bridgeIds, options: { onDeliveryFailed } })
  const page = await stage.visit()
  await page.say('hello')
  return { stage, page, failures }
}

/** Visitor and operators of all platforms but one talk; answers with what was said, in order. */
async function talk({ stage, page }: Scene, down: number): Promise<string[]> {
  for (let round = 1; round <= 3; round += 1) {
    await page.say(`visitor ${round}`)
    for (const [index, platform] of stage.platforms.entries()) {
      const thread = platform.threadOf(page.sessionId)
      if (index !== down && thread) platform.operator.write(thread.id, `${bridgeIds[index]} ${round}`)
      await stage.rest()
    }
  }
  return page.texts()
}

/** What stands in a thread, whoever wrote it. */
const standing = (platform: TextPlatform, sessionId: string): string[] =>
  (platform.threadOf(sessionId)?.messages ?? []).flatMap(({ by, text, items }) =>
    by === 'operator' ? [text] : items.filter(({ from }) => from !== 'notice').map(item => item.text),
  )

const downs = bridgeIds.flatMap((id, index) =>
  (['unavailable', 'rate-limited', 'misconfigured'] as const).map(
    (error): [id: string, index: number, error: BridgeErrorKind] => [id, index, error],
  ),
)

describe('while one platform is down', () => {
  it.for(downs)(
    '%s (%i) as %s, nobody else notices; afterwards its thread is complete',
    async ([, down, error]) => {
      const scene = await begin()
      const { stage, page } = scene
      const broken = stage.platforms[down] as TextPlatform
      broken.faults.add({ error, times: 6, retryAfterMs: 5000 })
      const said = await talk(scene, down)
      expect(said).toHaveLength(10)
      for (const [index, platform] of stage.platforms.entries())
        if (index !== down) expect(standing(platform, page.sessionId)).toEqual(said)
      await stage.pass(3_600_000)
      expect(standing(broken, page.sessionId)).toEqual(said)
      expect(scene.failures).toEqual([])
    },
  )

  it.for(bridgeIds.map((id, index) => [id, index] as const))(
    '%s (%i), without any answer, nobody else waits',
    async ([, down]) => {
      const scene = await begin()
      const { stage, page } = scene
      const silent = stage.platforms[down] as TextPlatform
      silent.faults.hang()
      const said = await talk(scene, down)
      expect(said).toHaveLength(10)
      for (const [index, platform] of stage.platforms.entries())
        if (index !== down) expect(standing(platform, page.sessionId)).toEqual(said)
      silent.faults.answer()
      await stage.pass(600_000)
      expect(standing(silent, page.sessionId)).toEqual(said)
    },
  )
})

it('while one platform gives no answer, the others show that the visitor is typing', async () => {
  const { stage, page } = await begin()
  const [silent, ...others] = stage.platforms as [TextPlatform, ...TextPlatform[]]
  silent.faults.hang()
  page.send({ type: 'typing' })
  await stage.rest()
  for (const platform of others) expect(platform.threadOf(page.sessionId)?.typing).toBe(1)
  silent.faults.answer()
})

describe('what one platform will never take', () => {
  it('is reported there and to the host, and shows on the others', async () => {
    const scene = await begin()
    const { stage, page, failures } = scene
    const [one, other, third] = stage.platforms as [TextPlatform, TextPlatform, TextPlatform]
    other.faults.add({ on: 'send', error: 'refused', text: 'poison', times: 100 })
    const answer = await page.say('poison')
    expect(answer).toMatchObject({ type: 'ack' })
    await page.say('after it')
    expect(standing(other, page.sessionId)).toEqual(['hello', 'after it'])
    for (const platform of [one, third])
      expect(standing(platform, page.sessionId)).toEqual(['hello', 'poison', 'after it'])
    expect(failures).toMatchObject([{ bridgeId: 'discord', sessionId: page.sessionId }])
    const told = other.threadOf(page.sessionId)?.messages.map(({ text }) => text)
    expect(told?.some(text => text.includes('could not be shown here'))).toBe(true)
  })
})
