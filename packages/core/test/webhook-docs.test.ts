import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeBlocks, root } from '../../../test/support/markdown.ts'
import { API_EVENT_TYPES, webhookPayloadSchema } from '../src/protocol/api-events.ts'
import { newSecret, sign } from '../src/webhooks/signature.ts'

const blocks = codeBlocks('docs/webhooks.md')
const payloads = blocks.filter(({ info }) => info.startsWith('json '))

type ReadEvent = (body: string, headers: Record<string, string>, secret: string) => unknown

// Beside the packages that the examples import.
const place = join(root, 'packages/core/.data')
let folder = ''

beforeAll(() => {
  mkdirSync(place, { recursive: true })
  folder = mkdtempSync(join(place, 'webhooks-'))
})

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

describe('docs/webhooks.md', () => {
  it('prints what is sent, of every event', () => {
    for (const { info, code } of payloads) {
      const payload: unknown = JSON.parse(code)
      expect(webhookPayloadSchema.parse(payload)).toEqual(payload)
      expect(payload).toMatchObject({ event: info.slice('json '.length) })
    }
    const events = payloads.map(({ info }) => info.slice('json '.length))
    expect(events.sort()).toEqual([...API_EVENT_TYPES, 'webhook.test'].sort())
  })

  it.each(['verify-with-standardwebhooks', 'verify-by-hand'])('reads only what is signed: %s', async name => {
    const block = blocks.find(({ info }) => info === `js ${name}`)
    const file = join(folder, `${name}.js`)
    writeFileSync(file, block?.code ?? '')
    const { readEvent } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as {
      readEvent: ReadEvent
    }
    const secret = newSecret()
    const body = '{"event":"webhook.test","data":{"word":"ü"}}'
    const headersAt = async (timestamp: number): Promise<Record<string, string>> => ({
      'webhook-id': 'evt_1',
      'webhook-timestamp': String(timestamp),
      'webhook-signature': await sign(secret, { id: 'evt_1', timestamp, body }),
    })
    const now = Math.floor(Date.now() / 1000)
    const headers = await headersAt(now)
    expect(readEvent(body, headers, secret)).toEqual(JSON.parse(body))
    const both = { ...headers, 'webhook-signature': `v1,AAAA ${headers['webhook-signature']}` }
    expect(readEvent(body, both, secret)).toEqual(JSON.parse(body))
    expect(() => readEvent(`${body} `, headers, secret)).toThrow()
    expect(() => readEvent(body, { ...headers, 'webhook-id': 'evt_2' }, secret)).toThrow()
    expect(() => readEvent(body, headers, newSecret())).toThrow()
    const old = await headersAt(now - 600)
    expect(() => readEvent(body, old, secret)).toThrow()
  })
})
