import { createHmac } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startSession } from '../crash/http.ts'
import { createVisitor, type Visitor } from '../crash/visitor.ts'
import { type Life, startLife } from './life.ts'
import { type Receiver, startReceiver } from './receiver.ts'

/** Where a life ends: at a step of its own, or while the receiver has a call before it, or has just answered it. */
type Point = { step: string; nth: number } | { moment: 'before' | 'after'; nth: number }

const MOMENTS = ['before', 'after'] as const
const POINTS: readonly Point[] = [
  ...numbers(12).flatMap(nth => MOMENTS.map(moment => ({ step: `${moment} commit`, nth }))),
  ...numbers(5).flatMap(nth => MOMENTS.map(moment => ({ step: `${moment} claim`, nth }))),
  ...numbers(8).flatMap(nth => MOMENTS.map(moment => ({ moment, nth }))),
]
const VISITORS = 3
const WORDS_PER_LIFE = 2

let folder: string
let receiver: Receiver

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pocketping-webhooks-'))
  receiver = await startReceiver()
})
afterAll(async () => {
  await receiver.stop()
  await rm(folder, { recursive: true })
})

it(`over ${POINTS.length} kills, every event reaches the receiver, in order, and doubles carry the same id`, {
  timeout: 300_000,
}, async () => {
  const settings = { file: join(folder, 'pocketping.sqlite'), receiverUrl: receiver.url }
  const said = new Set<string>()
  const isTold = (): boolean => {
    const told = new Set(receiver.calls.map(({ content }) => content))
    return [...said].every(text => told.has(text))
  }

  const first = startLife(settings)
  const { port, secret = '' } = await first.ready
  const visitors: Visitor[] = []
  for (const _ of numbers(VISITORS)) visitors.push(createVisitor(await startSession(port)))
  await end(first, visitors)

  let notReached = 0
  for (const [life, point] of POINTS.entries()) {
    const process = startLife({ ...settings, ...('step' in point && { point }) })
    const isReached = 'moment' in point ? killAt(process, point) : process.dead.then(() => true)
    const ready = await process.ready
    for (const [number, visitor] of visitors.entries()) {
      visitor.connect(ready.port)
      for (const word of numbers(WORDS_PER_LIFE)) {
        const text = `visitor ${number} life ${life} word ${word}`
        said.add(text)
        void visitor.write(text)
      }
    }
    if (!(await Promise.race([isReached, receiver.until(isTold).then(() => false)]))) notReached += 1
    await end(process, visitors)
  }

  const last = startLife(settings)
  const ready = await last.ready
  for (const visitor of visitors) visitor.connect(ready.port)
  await receiver.until(isTold)
  for (const [number, visitor] of visitors.entries()) {
    const own = [...said].filter(text => text.startsWith(`visitor ${number} `))
    await visitor.until(() => visitor.said().length === own.length)
  }
  await end(last, visitors)

  expect(notReached).toBeLessThan(POINTS.length / 4)
  for (const [number, visitor] of visitors.entries()) {
    const told = receiver.calls.filter(({ content }) => content.startsWith(`visitor ${number} `))
    expect(new Set(told.map(({ sessionId }) => sessionId)).size).toBe(1)
    // Whatever came twice came twice in a row.
    const once = told.filter(({ id }, index) => id !== told[index - 1]?.id)
    expect(once.map(({ content }) => content)).toEqual(visitor.said())
  }
  const doubles = receiver.calls.length - said.size
  console.log(`${POINTS.length} kills, ${said.size} events: 0 lost, ${doubles} doubled`)
  expect(doubles).toBeLessThan(POINTS.length * VISITORS)
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  for (const { id, timestamp, body, signature } of receiver.calls) {
    const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
    expect(signature).toBe(`v1,${expected}`)
  }
})

/** Kills a process at a call that the receiver has; resolves when it comes to that. */
function killAt(life: Life, point: { moment: 'before' | 'after'; nth: number }): Promise<boolean> {
  let calls = 0
  return new Promise(resolve => {
    receiver.onCall = async moment => {
      if (moment !== point.moment) return
      calls += 1
      if (calls !== point.nth) return
      life.kill()
      resolve(true)
      // Its connection is gone before the answer is given.
      if (moment === 'before') await life.dead
    }
  })
}

async function end(life: Life, visitors: readonly Visitor[]): Promise<void> {
  life.kill()
  await life.dead
  receiver.onCall = undefined
  for (const visitor of visitors) visitor.disconnect()
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1)
}
