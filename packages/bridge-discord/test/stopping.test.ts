import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { setUp } from './stage.ts'

const app = fileURLToPath(new URL('stopping-app.ts', import.meta.url))

function startApp(options: object): ChildProcess {
  const child = fork(app, [JSON.stringify(options)])
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

it.each(['is open', 'is being opened again'])(
  'a process ends once it has stopped while its connection %s',
  async state => {
    const { discord } = await setUp()
    const { token, channelId, url } = discord
    const child = startApp({ token, channelId, rest: { api: `${url}/api`, cdn: `${url}/cdn` } })
    await once(child, 'message')
    if (state !== 'is open') {
      discord.faults.gatewayDown()
      expect(await once(child, 'message')).toEqual(['Connecting to Discord again', undefined])
    }
    child.send('stop')
    const [code] = await once(child, 'exit')
    expect(code).toBe(0)
    await discord.until(() => discord.sessions().every(({ isConnected }) => !isConnected))
  },
)
