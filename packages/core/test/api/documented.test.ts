import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { Message } from '../../src/protocol/message.ts'
import type { Session } from '../../src/protocol/session.ts'
import { type ApiStage, KEYS, setApiStage, tidyUp } from './api-stage.ts'

tidyUp()

// The REST examples that users know from the documentation, byte for byte, from curl.

const run = promisify(execFile)

interface Shown<Body> {
  status: number
  body: Body
}

async function curl<Body>(
  { baseUrl }: ApiStage,
  method: string,
  path: string,
  data?: string,
): Promise<Shown<Body>> {
  const sent = data === undefined ? [] : ['-H', 'Content-Type: application/json', '-d', data]
  const asked = ['-sS', '-X', method, '-H', `Authorization: Bearer ${KEYS.shop}`, ...sent]
  const { stdout } = await run('curl', [...asked, '-w', '\n%{http_code}', `${baseUrl}${path}`])
  const end = stdout.lastIndexOf('\n')
  return { status: Number(stdout.slice(end + 1)), body: JSON.parse(stdout.slice(0, end)) }
}

async function visited(): Promise<{ stage: ApiStage; session: Session }> {
  const stage = await setApiStage()
  const started = await stage.get<{ session: Session; token: string }>('POST', '/widget/sessions', {
    token: '',
    headers: { 'user-agent': 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/141.0' },
    body: { projectId: 'shop', page: { url: 'https://example.com/pricing' } },
  })
  await stage.write(started.token, 'msg_00000001', 'Hello, I have a question')
  return { stage, session: started.session }
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

describe('the documented examples', () => {
  it('GET /sessions, with the documented fields', async () => {
    const { stage, session } = await visited()
    const { status, body } = await curl<{ sessions: Session[] }>(stage, 'GET', '/sessions')
    expect(status).toBe(200)
    expect(body.sessions).toHaveLength(1)
    const { id, visitorId, projectId, status: state, createdAt, lastActivity, metadata } = body.sessions[0]!
    expect({ id, visitorId, projectId, status: state, createdAt, lastActivity, metadata }).toEqual({
      id: session.id,
      visitorId: session.visitorId,
      projectId: 'shop',
      status: 'active',
      createdAt: expect.stringMatching(ISO),
      lastActivity: expect.stringMatching(ISO),
      metadata: expect.objectContaining({
        pageUrl: 'https://example.com/pricing',
        userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/141.0',
      }),
    })
    expect([id.slice(0, 5), visitorId.slice(0, 4)]).toEqual(['sess_', 'vis_'])
  })

  it('GET /sessions/:sessionId', async () => {
    const { stage, session } = await visited()
    const list = await curl<{ sessions: Session[] }>(stage, 'GET', '/sessions')
    const one = await curl<Session>(stage, 'GET', `/sessions/${session.id}`)
    expect(one).toEqual({ status: 200, body: list.body.sessions[0] })
  })

  it('POST /sessions/:sessionId/close', async () => {
    const { stage, session } = await visited()
    const { status, body } = await curl<Session>(stage, 'POST', `/sessions/${session.id}/close`)
    expect([status, body.id, body.status]).toEqual([200, session.id, 'closed'])
    const { body: page } = await curl<{ sessions: Session[] }>(stage, 'GET', '/sessions?status=closed')
    expect(page.sessions.map(({ id }) => id)).toEqual([session.id])
  })

  it('GET and POST /sessions/:sessionId/messages', async () => {
    const { stage, session } = await visited()
    const path = `/sessions/${session.id}/messages`
    const data = '{\n"content": "Thanks for reaching out!",\n"type": "operator"\n}'
    const sent = await curl<Message>(stage, 'POST', path, data)
    expect(sent.status).toBe(201)
    const { status, body } = await curl<{ messages: Message[] }>(stage, 'GET', path)
    expect(status).toBe(200)
    const shown = body.messages.map(({ id, sessionId, content, type, createdAt }) => ({
      id,
      sessionId,
      content,
      type,
      createdAt,
    }))
    const createdAt = expect.stringMatching(ISO)
    expect(shown).toEqual([
      {
        id: 'msg_00000001',
        sessionId: session.id,
        content: 'Hello, I have a question',
        type: 'visitor',
        createdAt,
      },
      {
        id: sent.body.id,
        sessionId: session.id,
        content: 'Thanks for reaching out!',
        type: 'operator',
        createdAt,
      },
    ])
  })

  it('POST /sessions/:sessionId/identify', async () => {
    const { stage, session } = await visited()
    const data = `{
"email": "user@example.com",
"name": "John Doe",
"customerId": "cust_123",
"metadata": {
"plan": "pro",
"company": "Acme Inc"
}
}`
    const { status, body } = await curl<Session>(stage, 'POST', `/sessions/${session.id}/identify`, data)
    expect(status).toBe(200)
    expect(body.identity).toEqual({
      ...(JSON.parse(data) as object),
      verified: ['customerId', 'email', 'name', 'metadata'],
    })
  })

  it('POST /sessions/:sessionId/ai', async () => {
    const { stage, session } = await visited()
    const data = '{\n"enabled": false\n}'
    const { status, body } = await curl<Session>(stage, 'POST', `/sessions/${session.id}/ai`, data)
    expect([status, body.ai]).toEqual([200, { enabled: false }])
  })

  it('POST /webhooks', async () => {
    const { stage } = await visited()
    const data = `{
"url": "https://yoursite.com/webhook",
"events": ["session.created", "message.created", "session.closed"]
}`
    const { status, body } = await curl<object>(stage, 'POST', '/webhooks', data)
    expect(status).toBe(201)
    expect(body).toMatchObject({ ...(JSON.parse(data) as object), secret: expect.stringMatching(/^whsec_/) })
  })

  it('says what is not there in the documented three fields', async () => {
    const { stage } = await visited()
    expect(await curl(stage, 'GET', '/sessions/sess_none')).toEqual({
      status: 404,
      body: { error: 'Not found', message: 'Session not found', code: 'SESSION_NOT_FOUND' },
    })
  })
})
