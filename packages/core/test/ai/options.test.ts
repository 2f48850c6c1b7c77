import { describe, expect, it } from 'vitest'
import { PocketPing } from '../../src/index.node.ts'
import { scriptedProvider } from '../../src/testing/index.ts'

const provider = scriptedProvider([])

function refusal(options: unknown): string {
  try {
    new PocketPing(options as ConstructorParameters<typeof PocketPing>[0])
    return 'taken'
  } catch (error) {
    return String(error)
  }
}

describe('options of the AI are refused, with the name and the fix,', () => {
  it.each([
    [{}, /ai\.provider: must be an AI provider, e\.g\. openaiProvider/],
    [{ provider, delay: 2 }, /ai: has no delay; there are provider, enabled, .*delayMinutes/],
    [{ provider, delayMinutes: '2' }, /ai\.delayMinutes: must be a number of minutes, e\.g\. 2/],
    [{ provider, delayMinutes: -1 }, /ai\.delayMinutes: .*from 0 to/],
    [{ provider, enabled: 'yes' }, /ai\.enabled: must be true or false/],
    [{ provider, mode: 'drafts' }, /ai\.mode: must be 'answer' or 'draft'/],
    [{ provider, name: '' }, /ai\.name: must not be empty/],
    [{ provider, systemPrompt: 7 }, /ai\.systemPrompt: must be a text/],
    [{ provider, knowledgeBase: 'faq.md' }, /ai\.knowledgeBase: must be a list of sources/],
    [{ provider, knowledgeBase: [{ type: 'pdf', value: 'a' }] }, /ai\.knowledgeBase\.0\.type: /],
    [
      { provider, knowledgeBase: [{ type: 'url', value: 'docs' }] },
      /ai\.knowledgeBase\.0\.value: must be an address/,
    ],
    [{ provider, allowedHosts: ['https://a.example/x'] }, /ai\.allowedHosts\.0: must be a host such as/],
    [{ provider, handoff: { keywords: 'refund' } }, /ai\.handoff\.keywords: must be a list of words/],
    [
      { provider, handoff: { after: 2 } },
      /ai\.handoff: has no after; there are keywords, afterUnsure, message/,
    ],
    [{ provider, limits: { turnsPerDay: 0 } }, /ai\.limits\.turnsPerDay: must be at least 1/],
    [{ provider, limits: { tokens: 5 } }, /ai\.limits: has no tokens; there are questionLength/],
    [{ provider, timeoutSeconds: 0 }, /ai\.timeoutSeconds: must be a number of seconds/],
    ['on', /ai: must be an object with any of provider/],
  ])('%j', (ai, said) => {
    expect(refusal({ ai })).toMatch(said)
    expect(refusal({ projects: [{ id: 'a', ai }] })).toMatch(new RegExp(`projects\\.0\\.${said.source}`))
  })

  it('where the projects bring theirs, or are looked up', () => {
    expect(refusal({ ai: { provider }, projects: [{ id: 'a' }] })).toMatch(
      /ai: belongs into each of the projects/,
    )
    expect(refusal({ ai: { provider }, projects: async () => undefined })).toMatch(/ai: belongs into each/)
  })
})
