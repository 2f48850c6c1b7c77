import { expect, it } from 'vitest'
import { PocketPing } from '../../pocketping.ts'
import { scriptedProvider } from '../../testing/index.ts'

it('two projects with the same source each read it', async () => {
  const ai = {
    provider: scriptedProvider([]),
    knowledgeBase: [{ type: 'text', value: 'We ship shoes to Norway.' } as const],
  }
  const pp = new PocketPing({
    projects: [
      { id: 'one', ai },
      { id: 'two', ai },
    ],
  })
  await pp.start()
  for (const projectId of ['one', 'two'])
    await expect.poll(() => pp.knowledge.search('Norway', { projectId })).toHaveLength(1)
  await pp.stop()
})
