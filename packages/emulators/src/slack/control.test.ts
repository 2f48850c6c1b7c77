import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { WebClient } from '@slack/web-api'
import { expect, it } from 'vitest'
import { controlSlack } from './control.ts'

interface Facts {
  url: string
  token: string
  appToken: string
  channelId: string
}

it('runs as a process of its own and is controlled from another', async () => {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url))
  const child = spawn(process.execPath, [main, 'slack', '--port', '0', '--no-limits'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
    const { url, token, channelId } = JSON.parse(line) as Facts
    const slack = controlSlack(url)
    const web = new WebClient(token, { slackApiUrl: url })

    const { ts = '' } = await web.chat.postMessage({ channel: channelId, text: 'Anna' })
    const bytes = new Uint8Array([1, 2, 3])
    const sent = await slack.call('asOperator.send', {
      threadTs: ts,
      text: 'Hello',
      files: [{ name: 'a', bytes }],
    })
    await slack.call('asOperator.react', ts, '👍')
    expect(await slack.call('thread', ts)).toMatchObject({
      ts,
      messages: [
        { shown: 'Anna', reactions: [{ name: '+1', by: [{ name: 'Maya' }] }] },
        { ts: sent.ts, shown: 'Hello', files: [{ size: 3 }] },
      ],
    })
    expect(await slack.call('threads')).toMatchObject([{ ts }])
    expect(await slack.call('channel')).toMatchObject({ name: 'support', messages: [{ ts }] })

    const pause = await slack.call('faults.pause', 'chat.postMessage', 'after')
    const posted = web.chat.postMessage({ channel: channelId, thread_ts: ts, text: 'from the bot' })
    expect(await slack.call('faults.reached', pause)).toMatchObject({
      method: 'chat.postMessage',
      moment: 'after',
    })
    await slack.call('faults.release', pause)
    await posted
    await slack.call('journal.wait', 'chat.postMessage', 2)
    expect(await slack.call('journal.calls', 'chat.postMessage')).toMatchObject([
      { status: 200 },
      { status: 200 },
    ])
    expect(await slack.call('limits', { tiers: true })).toEqual({ postsPerChannelSecond: false, tiers: true })
    expect(await slack.call('openSockets')).toBe(0)
    await slack.call('app.setEvents', 'app_mention')
    await expect(slack.call('asOperator.delete', '1.000001')).rejects.toThrow('There is no message 1.000001.')
  } finally {
    child.kill()
    await once(child, 'exit')
  }
})
