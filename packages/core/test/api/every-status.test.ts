import { describe, expect, it } from 'vitest'
import { ERROR_STATUS, type ErrorCode } from '../../src/protocol/errors.ts'
import type { Json } from '../../src/protocol/json.ts'
import { MAX_API_BODY_BYTES } from '../../src/protocol/limits.ts'
import type { Answer, Question } from '../../src/testing/http-contract-request.ts'
import { type ApiStage, setApiStage, tidyUp } from './api-stage.ts'
import { type Described, described, description } from './described.ts'
import { type Furniture, fill, furnish } from './furnish.ts'

tidyUp()

// Everything that the description says is provoked, and every answer on the way is held against it.

interface Situation {
  stage: ApiStage
  ids: Furniture
  one: Described
  /** Makes this call as it should be made, but for what is given. */
  call(changes?: { ids?: Partial<Furniture>; query?: string; body?: unknown } & Question): Promise<Answer>
}

const NONE = { sessionId: 'sess_none', messageId: 'msg_none', webhookId: 'whk_none', visitorId: 'vis_none' }

async function setSituation(
  one: Described,
  options: Parameters<typeof setApiStage>[0] = {},
): Promise<Situation> {
  const stage = await setApiStage(options)
  const ids = await furnish(stage)
  return { stage, ids, one, call: caller(stage, one, ids) }
}

function caller(stage: ApiStage, one: Described, ids: Partial<Furniture>): Situation['call'] {
  return async ({ ids: others = {}, query = '', body = one.body, ...question } = {}) => {
    const path = `${fill(one.path, { ...ids, ...others })}${query}`
    const asked = { ...question, ...(body === undefined ? {} : { body: body as object }) }
    const token = one.isOpen ? { token: '' } : {}
    const answer = await stage.ask(one.method, path, { ...token, ...asked })
    expect(one.faultOf(answer.status, JSON.parse(answer.text)), answer.text).toBe('')
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(answer.headers['cache-control']).toBe('no-store')
    return answer
  }
}

const withBody = (one: Described, fields: { [field: string]: Json }): { body: object } => ({
  body: { ...one.body, ...fields },
})

/** A 404 of what is named beside the path. */
function missing({ one, call }: Situation, field: string, value: string): Promise<Answer> {
  return call(one.body ? withBody(one, { [field]: value }) : { query: `?${field}=${value}` })
}

const PROVOKE: Partial<Record<ErrorCode, (situation: Situation) => Promise<Answer>>> = {
  BAD_REQUEST: ({ call }) => call({ query: '?surprise=1' }),
  INVALID_JSON: ({ call }) => call({ body: '{' }),
  UNAUTHORIZED: ({ call }) => call({ token: '' }),
  SESSION_NOT_FOUND: ({ call }) => call({ ids: NONE }),
  WEBHOOK_NOT_FOUND: ({ call }) => call({ ids: NONE }),
  VISITOR_NOT_FOUND: ({ call }) => call({ ids: NONE }),
  PROJECT_NOT_FOUND: situation => missing(situation, 'projectId', 'none'),
  MESSAGE_NOT_FOUND(situation) {
    const { one, call } = situation
    if (one.path.includes('{messageId}')) return call({ ids: { messageId: 'msg_none' } })
    return missing(situation, one.body ? 'replyTo' : 'after', 'msg_none')
  },
  async MESSAGE_DELETED({ stage, ids, call }) {
    await stage.pp.deleteMessage(ids.sessionId, ids.messageId)
    return call()
  },
  MESSAGE_NOT_EDITABLE: ({ ids, call }) => call({ ids: { messageId: ids.visitorsId } }),
  async IDENTITY_MISMATCH({ stage, ids, call }) {
    await stage.pp.identify(ids.sessionId, { customerId: 'somebody else' })
    return call()
  },
  async TOO_MANY_WEBHOOKS({ call }) {
    for (let n = 1; n < 50; n += 1) expect((await call()).status).toBe(201)
    return call()
  },
  BODY_TOO_LARGE: ({ call }) => call({ body: ' '.repeat(MAX_API_BODY_BYTES + 1) }),
  async IDEMPOTENCY_MISMATCH({ stage, ids, one, call }) {
    const headers = { 'idempotency-key': 'one key' }
    const other = one.name === 'closeSession' ? 'reopen' : 'close'
    await stage.get('POST', `/sessions/${ids.sessionId}/${other}`, { headers })
    return call({ headers })
  },
}

describe.each(described.map(one => [one.name, one] as const))('%s', (_name, one) => {
  it('answers as it is described', async () => {
    const { call } = await setSituation(one)
    expect(String((await call()).status)).toBe(one.success)
  })

  const codes = [...one.refusals].flatMap(([status, all]) => all.map(code => [Number(status), code] as const))

  it.each(codes.filter(([, code]) => PROVOKE[code]))('is refused with %i %s', async (status, code) => {
    const answer = await PROVOKE[code]?.(await setSituation(one))
    expect([answer?.status, JSON.parse(answer?.text ?? '{}').code]).toEqual([status, code])
    if (status === 401) expect(answer?.headers['www-authenticate']).toBe('Bearer')
  })

  it('is refused with 429, and says how long to wait', async () => {
    const rate = { burst: 1, perSecond: 0.1 }
    const stage = await setApiStage({ limits: one.isOpen ? { address: rate } : { key: rate } })
    const call = caller(stage, one, NONE)
    await call()
    const answer = await call()
    expect([answer.status, answer.headers['retry-after']]).toEqual([429, '10'])
    stage.clock.move(10_000)
    expect((await call()).status).not.toBe(429)
  })

  it('is refused with 500 without a detail, under an id', async () => {
    const { stage, call } = await setSituation(one)
    const { storage } = stage
    // Without `lease` a bridge would not let go of what it holds when the test is over.
    for (const method of Object.keys(storage) as (keyof typeof storage)[])
      if (method !== 'close' && method !== 'lease')
        storage[method] = (): Promise<never> => Promise.reject(new Error('the disk burns'))
    const answer = await call()
    expect(answer.status).toBe(500)
    expect(answer.text).not.toContain('burns')
    expect(answer.headers['x-error-id']).toMatch(/^[0-9a-f]{8}$/)
  })

  it('is refused with 503 while the storage is away', async () => {
    const stage = await setApiStage()
    stage.storage.migrate = () => Promise.reject(new Error('not there yet'))
    const answer = await caller(stage, one, NONE)()
    expect([answer.status, JSON.parse(answer.text).code]).toEqual([503, 'NOT_STARTED'])
    expect(answer.headers['retry-after']).toBe('5')
  })

  it('is described with no code that was not provoked', () => {
    const elsewhere = ['RATE_LIMITED', 'INTERNAL', 'NOT_STARTED']
    const left = codes.filter(([, code]) => !PROVOKE[code] && !elsewhere.includes(code))
    expect(left).toEqual([])
    for (const [status, code] of codes) expect(ERROR_STATUS[code]).toBe(status)
  })
})

it('is told by the server as it was walked here', async () => {
  const { get } = await setApiStage()
  expect(await get('GET', '/openapi.json', { token: '' })).toEqual(JSON.parse(JSON.stringify(description)))
})
