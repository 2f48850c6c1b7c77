import { expect, it } from 'vitest'
import { routes } from '../http/routes.ts'
import { expectError } from './http-contract-request.ts'
import type { SetHttpStage } from './http-contract-stage.ts'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

/** What every answer has in common: errors, methods, limits. */
export function answerContract(setStage: SetHttpStage): void {
  it('answers what is not there with 404', async () => {
    const { ask } = await setStage()
    const paths = ['/nothing', '/widget', '/widget/', '/widget/nothing', '/widget.css', '/widget.js/']
    for (const path of [...paths, '/widget/%2e%2e/x', '/bridges/', '/bridges/a/b', '/bridges/nobody'])
      expectError(await ask('POST', path), 404, 'NOT_FOUND')
  })

  it('allows each path its methods, and names them where another is used', async () => {
    const { ask } = await setStage()
    for (const { path } of routes) {
      const ofPath = routes.filter(route => route.path === path)
      const allowed: string[] = ofPath.flatMap(({ method, isFile }) => (isFile ? [method, 'HEAD'] : [method]))
      for (const other of METHODS.filter(name => !allowed.includes(name))) {
        const answer = await ask(other, path.replaceAll(/:\w+/g, 'some'))
        expect(answer.status, `${other} ${path}`).toBe(405)
        expect(answer.headers.allow).toBe([...allowed, 'OPTIONS'].join(', '))
        if (other !== 'HEAD') expectError(answer, 405, 'METHOD_NOT_ALLOWED')
      }
    }
  })

  it('answers who comes to the WebSocket of servers without one with 426', async () => {
    const { ask } = await setStage()
    const answer = await ask('GET', '/ws')
    expectError(answer, 426, 'UPGRADE_REQUIRED')
    expect(answer.headers.upgrade).toBe('websocket')
  })

  it('refuses a cursor that is no number', async () => {
    const { ask, startVisitor } = await setStage()
    const { token } = await startVisitor()
    for (const after of ['x', '-1', '1.5', '1e9', '', '1'.repeat(30), '%00'])
      for (const path of [`/widget/poll?after=${after}`, `/widget/stream?after=${after}`])
        expectError(await ask('GET', path, { token }), 400, 'BAD_REQUEST')
    expectError(await ask('GET', '/widget/messages?before=x', { token }), 400, 'BAD_REQUEST')
  })

  it('limits what one address starts', async () => {
    const stage = await setStage({ limits: { start: { burst: 2, perSecond: 0.5 } } })
    for (let n = 0; n < 2; n += 1) await stage.startVisitor()
    const body = { projectId: 'shop' }
    const refused = await stage.ask('POST', '/widget/sessions', { body })
    expectError(refused, 429, 'RATE_LIMITED')
    expect(refused.headers['retry-after']).toBe('2')
    stage.clock.move(2000)
    expect((await stage.ask('POST', '/widget/sessions', { body })).status).toBe(201)
  })

  it('limits what one conversation does', async () => {
    const stage = await setStage({ limits: { session: { burst: 3, perSecond: 1 } } })
    const [one, two] = [await stage.startVisitor(), await stage.startVisitor()]
    for (let n = 0; n < 3; n += 1) await stage.send(one, `msg_0000000${n}`, 'Hello')
    expectError(await stage.send(one, 'msg_00000009', 'Hello'), 429, 'RATE_LIMITED')
    expect((await stage.send(two, 'msg_00000009', 'Hello')).status).toBe(200)
    stage.clock.move(1000)
    expect((await stage.send(one, 'msg_00000009', 'Hello')).status).toBe(200)
  })

  it('limits what one address asks, with a token that opens something and without', async () => {
    const stage = await setStage({ limits: { address: { burst: 10, perSecond: 1 } } })
    const { token } = await stage.startVisitor()
    for (const question of [{ token }, {}]) {
      stage.clock.move(60_000)
      const statuses: number[] = []
      for (let n = 0; n < 12; n += 1)
        statuses.push((await stage.ask('GET', '/widget/messages', question)).status)
      expect(statuses.filter(status => status === 429)).toHaveLength(2)
    }
  })

  it('limits what the visitors of one project do together', async () => {
    const stage = await setStage({ limits: { project: { burst: 4, perSecond: 1 } } })
    const visitors = [await stage.startVisitor(), await stage.startVisitor()]
    const statuses: number[] = []
    for (const visitor of [...visitors, ...visitors])
      statuses.push((await stage.send(visitor, 'msg_00000001', 'Hello')).status)
    expect(statuses).toEqual([200, 200, 429, 429])
    expect((await stage.ask('POST', '/widget/sessions', { body: { projectId: 'blog' } })).status).toBe(201)
  })

  it('tells no detail of what is unexpected, and logs it under an id', async () => {
    const stage = await setStage()
    const visitor = await stage.startVisitor()
    stage.storage.findSession = () => Promise.reject(new Error('disk on fire at /var/db'))
    const answer = await stage.send(visitor, 'msg_00000001', 'Hello')
    expectError(answer, 500, 'INTERNAL')
    expect(answer.text).not.toContain('fire')
    const id = String(answer.headers['x-error-id'])
    expect(id).toMatch(/^[0-9a-f]{8}$/)
    expect(stage.logs.filter(line => line.includes(id) && line.includes('disk on fire'))).toHaveLength(1)
  })
}
