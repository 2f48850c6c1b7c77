import { describe, expect, it } from 'vitest'
import { codeBlocks, readPage } from '../../../test/support/markdown.ts'
import { type ApiCommandFrame, apiCommandSchemas, authFrameSchema } from '../src/protocol/api-frames.ts'
import { API_EVENT_TYPES, apiFrameSchema } from '../src/protocol/index.ts'

const PAGE = 'docs/realtime.md'

const READERS: Readonly<Record<string, (example: never) => unknown>> = {
  'json AuthFrame': example => authFrameSchema.parse(example),
  'json ApiFrame': example => apiFrameSchema.parse(example),
  'json ApiCommandFrame': (example: ApiCommandFrame) => apiCommandSchemas[example.type].parse(example),
}

describe(PAGE, () => {
  const examples = codeBlocks(PAGE).filter(({ info }) => info.startsWith('json'))

  it.each(examples)('prints what the schema of its type takes: $place $info', ({ info, code }) => {
    const example: unknown = JSON.parse(code)
    expect(READERS[info]?.(example as never)).toEqual(example)
  })

  it('names every event, and has an example of each kind and of every command', () => {
    for (const type of API_EVENT_TYPES) expect(readPage(PAGE)).toContain(`\`${type}\``)
    const types = examples.map(({ code }) => (JSON.parse(code) as { type: string }).type)
    const kinds = ['session.created', 'message.created', 'event.triggered', 'typing', 'gap']
    const answers = ['authenticated', 'ping', 'ack', 'error']
    expect(types).toEqual(expect.arrayContaining([...kinds, ...answers, ...Object.keys(apiCommandSchemas)]))
  })
})
