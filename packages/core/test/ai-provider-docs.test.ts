import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { codeBlocks } from '../../../test/support/markdown.ts'
import { resolveAi } from '../src/ai/ai-options.ts'
import { type AIProvider, AiError, type AiEvent } from '../src/index.ts'
import { MINUTE, setScene } from './ai/ai-scene.ts'
import { runPrinted } from './printed-code.ts'

describe('docs/writing-an-ai-provider.md', () => {
  const blocks = codeBlocks('docs/writing-an-ai-provider.md')
  const closing: (() => void)[] = []

  afterEach(() => {
    for (const close of closing.splice(0)) close()
  })

  /** The provider of the page, and a model on loopback that answers so. */
  async function printed(
    status: number,
    answer: unknown,
  ): Promise<{ provider: AIProvider; asked: unknown[] }> {
    const asked: unknown[] = []
    const server = createServer((request, response) => {
      let body = ''
      request.on('data', (piece: string) => {
        body += piece
      })
      request.on('end', () => {
        asked.push({ ...JSON.parse(body), key: request.headers.authorization })
        response.writeHead(status).end(JSON.stringify(answer))
      })
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    closing.push(() => server.close())
    const { port } = server.address() as AddressInfo
    const make = (await runPrinted(blocks, 'houseProvider', 'houseProvider', { AiError })) as (
      options: object,
    ) => AIProvider
    return { provider: make({ url: `http://127.0.0.1:${port}/`, key: 'k' }), asked }
  }

  it('prints a provider of under 40 lines', () => {
    const code = blocks.find(block => block.code.includes('houseProvider'))?.code ?? ''
    expect(code.split('\n').length).toBeLessThan(40)
  })

  it('prints a provider that answers visitors', async () => {
    const { provider, asked } = await printed(200, { text: 'Within 30 days.', cites: ['p1'], sure: true })
    const value = '# Returns\n\nYou may return shoes within 30 days.'
    const scene = await setScene({ ai: { provider, knowledgeBase: [{ type: 'text', value }] } })
    await scene.page.say('May I return shoes?')
    await scene.stage.pass(2 * MINUTE)
    await expect.poll(() => scene.answers()).toEqual(['Within 30 days.'])
    expect(asked).toEqual([
      expect.objectContaining({
        key: 'Bearer k',
        conversation: [{ from: 'visitor', text: 'May I return shoes?' }],
        maxOutputTokens: resolveAi({ provider }).limits.answerTokens,
      }),
    ])
  })

  it('prints a test that sees what a provider says, and why it does not', async () => {
    const ask = (await runPrinted(blocks, 'async function ask', 'ask', {})) as (
      provider: AIProvider,
    ) => Promise<AiEvent[]>
    const answer = await printed(200, { text: 'Within 30 days.', cites: ['p1'], sure: true })
    expect(await ask(answer.provider)).toEqual([
      { type: 'outcome', outcome: { type: 'answer', citations: ['p1'], isSure: true } },
      { type: 'text', text: 'Within 30 days.' },
    ])
    const busy = await printed(429, {})
    await expect(ask(busy.provider)).rejects.toMatchObject({ kind: 'rate-limited' })
    const down = await printed(503, {})
    await expect(ask(down.provider)).rejects.toMatchObject({ kind: 'unavailable' })
    const odd = await printed(200, { words: 'hm' })
    await expect(ask(odd.provider)).rejects.toMatchObject({ kind: 'malformed' })
  })
})
