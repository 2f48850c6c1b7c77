import { expect, it } from 'vitest'
import { sqliteStorage } from '../src/index.ts'
import { startChild } from './child.ts'
import { temporaryFile } from './temporary-file.ts'

const SESSIONS = ['sess_a', 'sess_b', 'sess_c']
const MESSAGES = 30

it('lets two processes share one file', async () => {
  const file = temporaryFile()
  const children = ['one', 'two'].map(name =>
    startChild('sharing-writer.ts', file, name, String(MESSAGES), ...SESSIONS),
  )
  expect(await Promise.all(children.map(({ ended }) => ended))).toEqual([0, 0])
  const told = (word: string) =>
    children.flatMap(({ lines }) => lines.filter(line => line.startsWith(`${word} `)))

  // Both created the tables at once, and one of them each session.
  const started = told('started').map(line => Number(line.split(' ')[1]))
  expect(started.reduce((sum, count) => sum + count)).toBe(SESSIONS.length)
  expect(told('lease').toSorted()).toEqual(['lease false', 'lease true'])

  const storage = sqliteStorage({ file })
  await storage.migrate()
  const jobs: string[] = []
  for (const sessionId of SESSIONS) {
    const messages = await storage.listMessages({ sessionId, afterSeq: 0, limit: 10_000 })
    const orders = messages.map(({ order }) => order)
    expect(orders).toEqual(orders.map((_, index) => index + 2))
    expect(await storage.findSession({ id: sessionId })).toMatchObject({ seq: orders.at(-1) })
    for (const name of ['one', 'two'])
      expect(messages.filter(({ content }) => content === name).length).toBeGreaterThanOrEqual(MESSAGES)
    for (const { id } of messages) expect(await storage.findMessage(sessionId, id)).toMatchObject({ id })
    jobs.push(...orders.map(order => `job ${sessionId} ${order}`))
  }
  expect(told('job').toSorted()).toEqual(jobs.toSorted())
  await storage.close()
}, 120_000)
