import { inspect } from 'node:util'
import OpenAI, { AzureOpenAI } from 'openai'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type OpenAiProviderOptions, openaiProvider } from './index.ts'
import { readOptions } from './options.ts'

const apiKey = 'key-that-nobody-may-see'
const model = 'gpt-4.1-mini'

describe('openaiProvider', () => {
  it.each([
    [{ model }, 'apiKey: must be the key'],
    [{ model, apiKey: undefined }, 'apiKey: must be the key'],
    [{ model, apiKey: '' }, 'apiKey: must be the key'],
    [{ model, apiKey: `${apiKey}\n` }, 'apiKey: must be the key'],
    [{ apiKey }, 'model: must be the name of a model'],
    [{ apiKey, model: 'a b' }, 'model: must be the name of a model'],
    [{ apiKey, model, baseURL: 'localhost:11434' }, 'baseURL: must be an http or https address'],
    [
      { apiKey, model, baseURL: 'https://me:secret@host/v1' },
      'baseURL: must be an address without user name',
    ],
    [
      { apiKey, model, baseURL: 'https://host/v1?key=secret' },
      'baseURL: must be an address without user name',
    ],
    [{ apiKey, model, timeoutMs: 0 }, 'timeoutMs: must be a whole number from 1 to 600000'],
    [{ apiKey, model, maxRetries: 11 }, 'maxRetries: must be a whole number from 0 to 10'],
    [{ apiKey, model, temperature: 3 }, 'temperature: must be a number from 0 to 2'],
    [{ apiKey, model, reasoningEffort: 'much' }, 'reasoningEffort: must be "none"'],
    [{ apiKey, model, embeddingModel: '' }, 'embeddingModel: must be the name of a model'],
    [{ apiKey, model, headers: { 'x y': 'secret' } }, 'headers.x y: '],
    [{ apiKey, model, headers: { 'x-a': 'secret\r\nx-b: 1' } }, 'headers.x-a: must be printable'],
    [{ apiKey, model, client: {} }, 'client: must be a client of the openai package'],
    [{ apiKey, model, apikey: 'secret' }, 'apikey: is not an option'],
  ])('refuses %#', (options, problem) => {
    const open = () => openaiProvider(options as OpenAiProviderOptions)
    expect(open).toThrow(expect.objectContaining({ name: 'PocketPingError', code: 'INVALID_OPTIONS' }))
    expect(open).toThrow(`openaiProvider(): ${problem}`)
    expect(open).not.toThrow(/secret|nobody-may-see/)
  })

  it('takes a client of the SDK, which brings its own key', () => {
    const azure = new AzureOpenAI({
      apiKey,
      endpoint: 'https://shop.openai.azure.com',
      apiVersion: '2025-01-01',
    })
    const provider = openaiProvider({ client: azure, model: 'deployed', embeddingModel: 'embedding' })
    expect(provider.name).toBe('shop.openai.azure.com deployed')
    expect(() => openaiProvider({ client: azure, model, apiKey })).toThrow('client: brings its own key')
    const { chat, baseURL } = new OpenAI({ apiKey })
    expect(() => openaiProvider({ client: { chat, baseURL }, model, embeddingModel: 'e' })).toThrow(
      'embeddingModel: the client that you passed has no embeddings',
    )
  })

  it('shows its key nowhere', () => {
    const provider = openaiProvider({ apiKey, model, headers: { 'x-secret': 'nobody-may-see' } })
    expect(provider.name).toBe('openai gpt-4.1-mini')
    const shown = `${JSON.stringify(provider)} ${inspect(provider, { depth: 9, showHidden: true })}`
    expect(shown).not.toContain('nobody-may-see')
  })

  it('can embed where it knows a model for it', () => {
    expect(openaiProvider({ apiKey, model })).not.toHaveProperty('embed')
    expect(openaiProvider({ apiKey, model, embeddingModel: 'e' })).toHaveProperty('embed')
  })

  it('has defaults', () => {
    expect(readOptions({ apiKey, model })).toMatchObject({
      baseURL: 'https://api.openai.com/v1',
      timeoutMs: 30_000,
      maxRetries: 2,
      headers: {},
    })
  })
})

describe('the environment', () => {
  afterEach(() => void vi.unstubAllEnvs())

  it('gives nothing away and changes nothing', () => {
    vi.stubEnv('OPENAI_API_KEY', 'from-the-environment')
    expect(() => openaiProvider({ model })).toThrow('apiKey: must be the key')
    vi.stubEnv('OPENAI_BASE_URL', 'https://example.com')
    expect(openaiProvider({ model, apiKey }).name).toBe('openai gpt-4.1-mini')
  })
})
