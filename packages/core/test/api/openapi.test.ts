import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CREATING } from '../../src/http/api-routes.ts'
import { VERSION } from '../../src/http/version.ts'
import { apiPaths } from '../../src/protocol/api-paths.ts'
import { answerSchemas, inputSchemas } from '../../src/protocol/api-schemas.ts'
import type { ServerApi } from '../../src/protocol/api-types.ts'
import { setApiStage, tidyUp } from './api-stage.ts'
import { described, description } from './described.ts'

tidyUp()

const NAMES = Object.keys(apiPaths) as (keyof ServerApi)[]

describe('openapi.json', () => {
  it('is told to anybody, and kept by nobody', async () => {
    const { ask } = await setApiStage()
    const answer = await ask('GET', '/openapi.json', { token: '' })
    expect([answer.status, answer.headers['cache-control']]).toEqual([200, 'no-store'])
    expect(JSON.parse(answer.text)).toMatchObject({ openapi: '3.1.0', info: { title: 'PocketPing' } })
  })

  it('is limited by address, as it needs no key', async () => {
    const { ask } = await setApiStage({ limits: { address: { burst: 2, perSecond: 1 } } })
    const statuses = []
    for (let n = 0; n < 3; n += 1) statuses.push((await ask('GET', '/openapi.json', { token: '' })).status)
    expect(statuses).toEqual([200, 200, 429])
  })

  it('says the version of the package', () => {
    const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
    expect(VERSION, 'write the new version into src/http/version.ts').toBe(manifest.version)
    expect(description.info.version).toBe(VERSION)
  })

  it('describes each method once, under its own name', () => {
    expect(described.map(({ name }) => name)).toEqual(NAMES)
    for (const { name, method, path } of described) {
      expect([name, method]).toEqual([name, apiPaths[name].method])
      expect(path.replaceAll(/\{(\w+)\}/g, ':$1')).toBe(apiPaths[name].path)
    }
  })

  it('says where a key repeats nothing, what makes something, and what needs no secret', () => {
    for (const one of described) {
      expect(one.headers).toEqual(apiPaths[one.name].repeatable ? ['Idempotency-Key'] : [])
      expect(one.success).toBe(CREATING.has(one.name) ? '201' : '200')
      expect(one.isOpen).toBe(one.name === 'health')
    }
  })

  it('has only examples that its schemas take', () => {
    const read = Object.entries(description.components.schemas).flatMap(([name, { examples = [] }]) =>
      examples.map(example => [name, example] as const),
    )
    expect(read.length).toBeGreaterThan(10)
    const bodies = described.flatMap(({ name, body }) => (body ? [[inputSchemas[name], body] as const] : []))
    expect(bodies.length).toBe(NAMES.filter(name => apiPaths[name].input === 'body').length)
    for (const [schema, body] of bodies) expect(schema?.parse(body)).toEqual(body)
    const page = description.components.schemas.SessionPage?.examples?.[0]
    expect(answerSchemas.sessions.parse(page)).toEqual(page)
    const messages = description.components.schemas.MessagePage?.examples?.[0]
    expect(answerSchemas.messages.parse(messages)).toEqual(messages)
  })

  it('refers only to what it holds', () => {
    const refs = JSON.stringify(description).matchAll(/"\$ref":"([^"]*)"/g)
    const names = new Set(Array.from(refs, ([, ref = '']) => ref.replace('#/components/schemas/', '')))
    expect([...names].sort()).toEqual(Object.keys(description.components.schemas).sort())
  })
})
