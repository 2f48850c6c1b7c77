import { type AIProvider, AiError, type AiEvent, type AiRequest, type Clock } from '@pocketping/core'
import { expect } from 'vitest'
import { type OpenAiProviderOptions, openaiProvider } from '../src/index.ts'
import type { ModelServer } from './model-server.ts'

export const API_KEY = 'key-that-nobody-may-see'

/** Time that passes as soon as somebody waits for it, but for the deadline, which a test lets come. */
export interface TestClock extends Clock {
  readonly waits: number[]
  /** Lets the longest timer that is set come due. */
  ring(): void
}

export function testClock(timeoutMs: number = 30_000): TestClock {
  const waits: number[] = []
  const deadlines = new Set<() => void>()
  return {
    waits,
    now: () => 0,
    after(ms, callback) {
      if (ms === timeoutMs) deadlines.add(callback)
      else {
        waits.push(ms)
        queueMicrotask(callback)
      }
      return () => void deadlines.delete(callback)
    },
    ring() {
      for (const callback of deadlines) callback()
    },
  }
}

export function providerOf(server: ModelServer, options: Partial<OpenAiProviderOptions> = {}): AIProvider {
  const { baseURL } = server
  return openaiProvider({ apiKey: API_KEY, model: 'test-model', baseURL, clock: testClock(), ...options })
}

export function question(changed: Partial<AiRequest> = {}): AiRequest {
  return {
    conversation: [{ from: 'visitor', text: 'Do you ship to Norway?' }],
    instructions: 'You answer for a shop.',
    passages: [{ id: 'p1', title: 'Shipping', headings: ['Europe'], text: 'We ship to Norway.' }],
    maxOutputTokens: 300,
    signal: new AbortController().signal,
    ...changed,
  }
}

/** What a reply consisted of, its text joined, and what ended it. */
export interface Told {
  events: AiEvent[]
  text: string
  outcomes: unknown[]
  error: AiError | undefined
}

export async function readReply(provider: AIProvider, request: AiRequest = question()): Promise<Told> {
  const events: AiEvent[] = []
  let error: AiError | undefined
  try {
    for await (const event of provider.reply(request)) events.push(event)
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(AiError)
    error = thrown as AiError
    expect(error.message).not.toContain(API_KEY)
    expect(error.message).toMatch(/^openaiProvider\(\): /)
  }
  const text = events.map(event => (event.type === 'text' ? event.text : '')).join('')
  expect(text.isWellFormed()).toBe(true)
  const outcomes = events.flatMap(event => (event.type === 'outcome' ? [event.outcome] : []))
  return { events, text, outcomes, error }
}
