import type { AIProvider } from '@pocketping/core'
import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { openaiProvider } from '../src/index.ts'
import { providerOf, readReply } from './asking.ts'
import { beginStream, startModelServer } from './model-server.ts'
import { answerWith, call } from './model-words.ts'

const TEXT = 'Ja – „Ørret“ 🐟 \\u0041 "\n" 👩‍🚀'
const OUTCOME = { type: 'answer', citations: ['p1'], isSure: true }

/** Everything that is not plain ASCII as `\uXXXX`, as Python's servers write it. */
function escaped(json: string): string {
  return json.replaceAll(/[^\x20-\x7e]/g, c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** A provider whose answer arrives in exactly these pieces: the SDK is real, the network is not. */
function arrivingAs(pieces: readonly Uint8Array<ArrayBuffer>[]): AIProvider {
  const fetch = async (): Promise<Response> => {
    const body = new ReadableStream({
      start(controller) {
        for (const piece of pieces) controller.enqueue(piece)
        controller.close()
      },
    })
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  }
  const client = new OpenAI({ apiKey: 'any', fetch, logLevel: 'off' })
  return openaiProvider({ model: 'test-model', maxRetries: 0, client })
}

describe.each([
  ['in UTF-8', answerWith(TEXT)],
  ['escaped', escaped(answerWith(TEXT))],
])('a stream, %s', (_name, json) => {
  const events = call(json, 25).join('')

  it('says the same wherever it is cut in two', async () => {
    const bytes = new TextEncoder().encode(events)
    for (let at = 1; at < bytes.length; at += 1) {
      const told = await readReply(arrivingAs([bytes.slice(0, at), bytes.slice(at)]))
      expect(told, `cut at ${at}`).toMatchObject({ text: TEXT, outcomes: [OUTCOME], error: undefined })
    }
  })

  it('is never taken for whole where it is cut off, wherever that is', async () => {
    const bytes = new TextEncoder().encode(call(json, 40).join(''))
    const whole = await readReply(arrivingAs([bytes]))
    for (let end = 0; end < bytes.length; end += 1) {
      const told = await readReply(arrivingAs([bytes.slice(0, end)]))
      expect(TEXT.startsWith(told.text), `cut off at ${end}`).toBe(true)
      if (told.error) expect(['unavailable', 'malformed']).toContain(told.error.kind)
      else expect(told).toMatchObject({ text: whole.text, outcomes: whole.outcomes })
      expect(told.outcomes.length).toBeLessThanOrEqual(1)
    }
  })

  it('says the same over HTTP, byte by byte', async () => {
    const server = await startModelServer(async response => {
      beginStream(response)
      response.socket?.setNoDelay(true)
      for (const byte of new TextEncoder().encode(events)) {
        response.write(Uint8Array.of(byte))
        await new Promise(resolve => setImmediate(resolve))
      }
      response.end()
    })
    const told = await readReply(providerOf(server))
    await server.stop()
    expect(told).toMatchObject({ text: TEXT, outcomes: [OUTCOME], error: undefined })
  })
})
