import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { benches } from './benches/index.ts'

const names = Object.keys(benches).filter(name => name !== 'start-up')

it.each(names)('loses and doubles nothing in "%s"', { timeout: 120_000 }, name => {
  const run = fileURLToPath(new URL('./run.ts', import.meta.url))
  const { status, stdout, stderr } = spawnSync(process.execPath, [run, name, '--quick', '--json'], {
    encoding: 'utf8',
  })
  expect(status, stderr).toBe(0)
  expect(JSON.parse(stdout)).not.toHaveLength(0)
})
