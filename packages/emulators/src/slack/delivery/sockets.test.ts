import { once } from 'node:events'
import { SocketModeClient } from '@slack/socket-mode'
import { LogLevel, WebClient } from '@slack/web-api'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type ManualClock, manualClock } from '../../shared/clock.ts'
import { until } from '../../shared/until.ts'
import { type SlackEmulator, startSlackEmulator } from '../emulator.ts'

interface Frame {
  type: string
  envelope_id?: string
  reason?: string
  num_connections?: number
  retry_attempt?: number
  retry_reason?: string
  payload?: { event_id: string; event: { text: string } }
}

/** A client of Socket Mode that acknowledges nothing by itself. */
interface Client {
  socket: WebSocket
  frames: Frame[]
  events(): Frame[]
  until(isTrue: () => boolean): Promise<void>
  acknowledge(frame: Frame | undefined): void
}

let clock: ManualClock
let slack: SlackEmulator
let app: WebClient

beforeEach(async () => {
  clock = manualClock()
  slack = await startSlackEmulator({ clock })
  app = new WebClient(slack.appToken, { slackApiUrl: slack.url, retryConfig: { retries: 0 } })
})

afterEach(() => slack.stop())

function listen(url: string): Client {
  const socket = new WebSocket(url)
  const frames: Frame[] = []
  const lookers = new Set<() => void>()
  const look = (): void => {
    for (const looker of [...lookers]) looker()
  }
  socket.on('message', data => {
    frames.push(JSON.parse(String(data)) as Frame)
    look()
  })
  socket.on('close', look)
  return {
    socket,
    frames,
    events: () => frames.filter(({ type }) => type === 'events_api'),
    until: isTrue => until(lookers, isTrue),
    acknowledge: frame => socket.send(JSON.stringify({ envelope_id: frame?.envelope_id })),
  }
}

async function connect(): Promise<Client> {
  const { url = '' } = await app.apps.connections.open()
  const client = listen(url)
  await client.until(() => client.frames.length === 1)
  return client
}

it('says hello, once for each address', async () => {
  const { url = '' } = await app.apps.connections.open()
  const client = listen(url)
  await client.until(() => client.frames.length === 1)
  expect(client.frames).toMatchObject([
    {
      type: 'hello',
      num_connections: 1,
      connection_info: { app_id: slack.appId },
      debug_info: { approximate_connection_time: 3600 },
    },
  ])
  const again = new WebSocket(url)
  const [error] = (await once(again, 'error')) as [Error]
  expect(error.message).toContain('401')
})

it('sends an event until it is acknowledged: at once, after one and after five minutes', async () => {
  const client = await connect()
  const { events } = client
  slack.asOperator.sendInChannel('hello')
  await client.until(() => events().length === 1)
  await clock.advance(2999)
  expect(events()).toHaveLength(1)
  await clock.advance(1)
  await client.until(() => events().length === 2)
  await clock.advance(3000 + 60_000)
  await client.until(() => events().length === 3)
  await clock.advance(3000 + 300_000)
  await client.until(() => events().length === 4)
  await clock.advance(3000 + 3_600_000)
  expect(events().map(({ retry_attempt, retry_reason }) => [retry_attempt, retry_reason])).toEqual([
    [0, ''],
    [1, 'timeout'],
    [2, 'timeout'],
    [3, 'timeout'],
  ])
  expect(new Set(events().map(({ payload }) => payload?.event_id)).size).toBe(1)
  expect(slack.pendingEvents()).toBe(0)
})

it('is content with one acknowledgement', async () => {
  const client = await connect()
  slack.asOperator.sendInChannel('hello')
  await client.until(() => client.events().length === 1)
  client.acknowledge({ type: '', envelope_id: 'unknown' })
  client.acknowledge(client.events()[0])
  await slack.until(() => slack.pendingEvents() === 0)
  expect(slack.deliveries).toMatchObject([
    { via: 'socket', event: 'message', attempt: 0, isAcknowledged: true, socket: 1, answeredAt: clock.now() },
  ])
  expect(slack.sockets).toMatchObject([{ number: 1, sent: 1, acknowledged: 1, closedAt: undefined }])
})

it('gives each event to one of the sockets, and to another when that one dies', async () => {
  const clients = [await connect(), await connect()] as const
  expect(clients[1].frames[0]?.num_connections).toBe(2)
  for (const text of ['1', '2', '3', '4']) slack.asOperator.sendInChannel(text)
  const all = () => clients.flatMap(client => client.events())
  await clients[0].until(() => clients[0].events().length === 2)
  await clients[1].until(() => clients[1].events().length === 2)
  expect(
    all()
      .map(({ payload }) => payload?.event.text)
      .sort(),
  ).toEqual(['1', '2', '3', '4'])
  clients[0].socket.terminate()
  await clients[1].until(() => clients[1].events().length === 4)
  expect(clients[1].events().slice(2)).toMatchObject([{ retry_attempt: 1 }, { retry_attempt: 1 }])
})

it('keeps an event for the retries while no socket is open', async () => {
  slack.asOperator.sendInChannel('hello')
  await slack.until(() => slack.deliveries.length === 2)
  const client = await connect()
  await clock.advance(59_999)
  expect(client.events()).toHaveLength(0)
  await clock.advance(1)
  await client.until(() => client.events().length === 1)
  expect(client.events()).toMatchObject([{ retry_attempt: 2 }])
})

it('takes ten sockets and sends the eleventh away', async () => {
  for (let count = 1; count <= 10; count++) await connect()
  const eleventh = await connect()
  expect(eleventh.frames).toMatchObject([{ type: 'disconnect', reason: 'too_many_websockets' }])
  await slack.until(() => slack.openSockets() === 10)
})

it('warns ten seconds before it ends a connection', async () => {
  const client = await connect()
  await clock.advance(3_590_000)
  await client.until(() => client.frames.length === 2)
  expect(client.frames[1]).toMatchObject({ type: 'disconnect', reason: 'warning' })
  expect(client.socket.readyState).toBe(WebSocket.OPEN)
  slack.asOperator.sendInChannel('nobody is there')
  expect(client.events()).toHaveLength(0)
  await clock.advance(10_000)
  await client.until(() => client.socket.readyState === WebSocket.CLOSED)
  await slack.until(() => slack.sockets[0]?.closedAt !== undefined)
  expect(slack.sockets[0]).toMatchObject({ ending: 'warning', closedAt: clock.now() })
})

it('pings', async () => {
  const client = await connect()
  const ping = once(client.socket, 'ping')
  await clock.advance(10_000)
  await ping
})

it('ends the connections when Socket Mode is turned off', async () => {
  const client = await connect()
  slack.app.setSocketMode(false)
  await client.until(() => client.frames.length === 2)
  expect(client.frames[1]).toMatchObject({ type: 'disconnect', reason: 'link_disabled' })
  expect((await connect()).frames).toMatchObject([{ type: 'disconnect', reason: 'link_disabled' }])
})

it('is down when the faults say so', async () => {
  const client = await connect()
  slack.faults.socketsDown()
  await client.until(() => client.socket.readyState === WebSocket.CLOSED)
  const { url = '' } = await app.apps.connections.open()
  const [error] = (await once(new WebSocket(url), 'error')) as [Error]
  expect(error.message).toContain('503')
  slack.faults.socketsUp()
  await connect()
  expect(slack.sockets).toMatchObject([{ ending: 'cut' }, { ending: undefined }])
})

it('is found again by the SDK after a disconnect', async () => {
  const client = new SocketModeClient({
    appToken: slack.appToken,
    logLevel: LogLevel.ERROR,
    // How long the SDK waits before it connects again.
    clientPingTimeout: 10,
    clientOptions: { slackApiUrl: slack.url },
  })
  const texts: string[] = []
  client.on('message', async ({ event, ack, retry_num }) => {
    texts.push(`${(event as { text: string }).text} ${retry_num}`)
    await ack()
  })
  await client.start()
  slack.faults.disconnectSockets('refresh_requested')
  await slack.until(() => slack.openSockets() === 0)
  slack.asOperator.sendInChannel('meanwhile')
  await slack.until(() => slack.openSockets() === 1)
  slack.faults.retryEvents()
  await slack.until(() => slack.pendingEvents() === 0)
  expect(texts).toEqual(['meanwhile 2'])
  await client.disconnect()
})
