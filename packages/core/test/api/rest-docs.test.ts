import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { apiPaths } from '../../src/protocol/api-paths.ts'
import { KEYS, setApiStage, tidyUp } from './api-stage.ts'
import { described, faultOf } from './described.ts'
import { furnish } from './furnish.ts'

tidyUp()

const PAGE = readFileSync(new URL('../../../../docs/rest.md', import.meta.url), 'utf8')
const EXAMPLES = Array.from(
  PAGE.matchAll(/^```json (\w+)\n([\s\S]*?)^```$/gm),
  ([, name = '', text = '']) => ({
    name,
    text,
  }),
)
const COMMANDS = Array.from(PAGE.matchAll(/^```sh\n([\s\S]*?)^```$/gm), ([, text = '']) => text)

const run = promisify(execFile)

describe('docs/rest.md', () => {
  it('has only examples of answers that are as they are described', () => {
    expect(EXAMPLES.length).toBeGreaterThan(8)
    for (const { name, text } of EXAMPLES) expect([name, faultOf(name, JSON.parse(text))]).toEqual([name, ''])
  })

  it('names every call with its method', () => {
    for (const [name, { method, path }] of Object.entries(apiPaths))
      expect(PAGE).toMatch(new RegExp(`^\\| \`${method} ${path}\` +\\| \`${name}\\(`, 'm'))
  })

  it('shows every call by a curl command that works', async () => {
    const stage = await setApiStage()
    const { sessionId, visitorId, messageId, webhookId } = await furnish(stage)
    const ids = { sess_abc123: sessionId, vis_xyz789: visitorId, msg_003: messageId, whk_abc123: webhookId }
    const shown = new Set<string>()
    for (const command of COMMANDS) {
      let text = command.replaceAll('curl ', "curl -sS -w '\\n%{http_code}' ")
      for (const [example, id] of Object.entries(ids)) text = text.replaceAll(example, id)
      const env = { ...process.env, B: stage.baseUrl, KEY: KEYS.shop }
      const { stdout } = await run('sh', ['-c', text], { env })
      const end = stdout.lastIndexOf('\n')
      const one = described.find(other => isCallOf(other, command))
      expect([command, stdout.slice(end + 1)]).toEqual([command, one?.success])
      expect(one?.faultOf(Number(one.success), JSON.parse(stdout.slice(0, end)))).toBe('')
      if (one) shown.add(one.name)
    }
    expect([...shown].sort()).toEqual(Object.keys(apiPaths).sort())
  })
})

function isCallOf({ method, path }: (typeof described)[number], command: string): boolean {
  const [, given] = /-X (\w+)/.exec(command) ?? []
  const sent = given ?? (command.includes(' -d ') ? 'POST' : 'GET')
  const [, asked = ''] = /\$B([^"?]*)/.exec(command) ?? []
  return sent === method && new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(asked)
}
