import { describe, expect, it } from 'vitest'
import { setStage } from '../testing/engine-stage.ts'

describe('an operator who is quick', () => {
  it('is heard in a thread that the platform shows and the engine has not stored yet', async () => {
    const stage = await setStage()
    const page = await stage.visit()
    const { storage, platform } = stage
    const commit = storage.commit.bind(storage)
    storage.commit = async batch => {
      const opened = batch.threads?.[0]
      const isNew =
        opened && !(await storage.findThread({ bridgeId: opened.bridgeId, threadId: opened.threadId }))
      if (isNew) {
        platform.operator.write(opened.threadId, 'Already here!')
        // The platform hands it in before this commit goes on.
        for (let turn = 0; turn < 20; turn += 1) await new Promise(resolve => setImmediate(resolve))
      }
      return commit(batch)
    }
    await page.say('hello')
    expect(page.texts()).toEqual(['hello', 'Already here!'])
  })
})
