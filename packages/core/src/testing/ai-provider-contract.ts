import { describe, expect, it } from 'vitest'
import {
  type AIProvider,
  AiError,
  type AiErrorKind,
  type AiEvent,
  type AiOutcome,
  type AiRequest,
} from '../contracts/ai-provider.ts'
import type { ScriptedReply } from './scripted-provider.ts'

/** A provider, and the model behind it or what stands in for it. */
export interface AiProviderHarness {
  provider: AIProvider
  close(): Promise<void> | void
}

export interface AiProviderContractOptions {
  /** Stands before the name of every test. */
  name: string
  /**
   * A provider whose model says what the script makes of the last words of a request, and streams its text in the
   * pieces of the script. Where the script fails with an `AiError`, the model fails in that way.
   */
  create: (script: (lastWords: string) => ScriptedReply) => Promise<AiProviderHarness> | AiProviderHarness
}

const ANSWER: AiOutcome = { type: 'answer', citations: ['p1'], isSure: true }

/** Every promise of the `AIProvider` contract that any model can keep, as a vitest suite. */
export function aiProviderContract({ name, create }: AiProviderContractOptions): void {
  const withProvider = async (
    script: (lastWords: string) => ScriptedReply,
    use: (provider: AIProvider) => Promise<void>,
  ): Promise<void> => {
    const harness = await create(script)
    try {
      await use(harness.provider)
    } finally {
      await harness.close()
    }
  }

  describe(`AI provider contract: ${name}`, () => {
    it('streams the text, and tells one outcome and the usage', () =>
      withProvider(
        () => ({
          text: ['We ', 'ship 🐟', '.'],
          outcome: ANSWER,
          usage: { inputTokens: 7, outputTokens: 3 },
        }),
        async provider => {
          const events = await read(provider.reply(asking('Do you ship?')))
          expect(textOf(events)).toBe('We ship 🐟.')
          expect(events.filter(({ type }) => type === 'outcome')).toEqual([
            { type: 'outcome', outcome: ANSWER },
          ])
          expect(events.at(-1)).toEqual({ type: 'usage', usage: { inputTokens: 7, outputTokens: 3 } })
        },
      ))

    it.each<AiOutcome>([
      { type: 'answer', citations: [], isSure: false },
      { type: 'clarify' },
      { type: 'smalltalk' },
      { type: 'handoff', reason: 'asked', summary: 'Wants a refund.' },
      { type: 'handoff', reason: 'not-found' },
      { type: 'handoff', reason: 'cannot-help' },
      { type: 'refuse' },
    ])('tells the outcome %j', outcome =>
      withProvider(
        () => ({ text: 'So.', outcome }),
        async provider => {
          expect(await read(provider.reply(asking('Hi')))).toContainEqual({ type: 'outcome', outcome })
        },
      ),
    )

    it('hands the text on while the model writes it', () => {
      const seen = Promise.withResolvers<void>()
      const before = (index: number): Promise<void> | void => (index === 1 ? seen.promise : undefined)
      return withProvider(
        () => ({ text: ['First', ' second'], outcome: ANSWER, before }),
        async provider => {
          const events: AiEvent[] = []
          for await (const event of provider.reply(asking('Hi'))) {
            events.push(event)
            if (textOf(events) === 'First') seen.resolve()
          }
          expect(textOf(events)).toBe('First second')
        },
      )
    })

    it('ends at once when it is aborted, also while the model is silent', () =>
      withProvider(
        () => ({ text: ['First', ' second'], outcome: ANSWER, before: silentAt(1) }),
        async provider => {
          const abort = new AbortController()
          const events: AiEvent[] = []
          for await (const event of provider.reply(asking('Hi', abort.signal))) {
            events.push(event)
            if (event.type === 'text') queueMicrotask(() => abort.abort())
          }
          expect(textOf(events)).toBe('First')
        },
      ))

    it('says nothing where it was aborted before', () =>
      withProvider(
        () => ({ text: 'No.' }),
        async provider => {
          expect(await read(provider.reply(asking('Hi', AbortSignal.abort())))).toEqual([])
        },
      ))

    it('may be left in the middle, and asked again', () =>
      withProvider(
        lastWords => ({
          text: ['First', ' second'],
          outcome: ANSWER,
          before: silentAt(lastWords === 'Leave' ? 1 : Number.POSITIVE_INFINITY),
        }),
        async provider => {
          for await (const { type } of provider.reply(asking('Leave'))) if (type === 'text') break
          expect(textOf(await read(provider.reply(asking('Stay'))))).toBe('First second')
        },
      ))

    it('answers many at once, each with its own words', () =>
      withProvider(
        lastWords => ({ text: ['You said ', lastWords], outcome: { type: 'clarify' } }),
        async provider => {
          const words = Array.from({ length: 20 }, (_, index) => `word ${index}`)
          const replies = await Promise.all(words.map(word => read(provider.reply(asking(word)))))
          expect(replies.map(textOf)).toEqual(words.map(word => `You said ${word}`))
        },
      ))

    it.each<AiErrorKind>(['rate-limited', 'unavailable', 'misconfigured', 'malformed'])(
      'gives up with an AiError that says why: %s',
      kind =>
        withProvider(
          () => ({ fail: new AiError(kind, 'No.') }),
          async provider => {
            const failing = read(provider.reply(asking('My card is 4111')))
            await expect(failing).rejects.toBeInstanceOf(AiError)
            await expect(failing).rejects.toMatchObject({ kind })
            await expect(failing).rejects.not.toThrow('4111')
          },
        ),
    )

    it('gives up in the middle where the model breaks off', () =>
      withProvider(
        () => ({
          text: ['First', ' second'],
          outcome: ANSWER,
          fail: new AiError('unavailable', 'No.'),
          failAfter: 1,
        }),
        async provider => {
          const events: AiEvent[] = []
          await expect(read(provider.reply(asking('Hi')), events)).rejects.toMatchObject({
            kind: 'unavailable',
          })
          expect('First second'.startsWith(textOf(events))).toBe(true)
        },
      ))
  })
}

function asking(words: string, signal: AbortSignal = new AbortController().signal): AiRequest {
  return {
    conversation: [{ from: 'visitor', text: words }],
    instructions: 'You answer for a shop.',
    passages: [{ id: 'p1', title: 'Shipping', headings: [], text: 'We ship.' }],
    maxOutputTokens: 200,
    signal,
  }
}

/** A model that writes nothing more from this piece on. */
function silentAt(at: number): (index: number) => Promise<void> | void {
  return index => (index >= at ? new Promise(() => {}) : undefined)
}

async function read(events: AsyncIterable<AiEvent>, into: AiEvent[] = []): Promise<AiEvent[]> {
  for await (const event of events) into.push(event)
  return into
}

function textOf(events: readonly AiEvent[]): string {
  return events.map(event => (event.type === 'text' ? event.text : '')).join('')
}
