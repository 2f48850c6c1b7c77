import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { bridgeRole } from '../bridges/remote/bridge-role.ts'
import { remoteBridge, seatOf } from '../bridges/remote/remote-bridge.ts'
import type { Bridge, Inbox } from '../contracts/bridge.ts'
import { createLimiter } from '../conversation/limiter.ts'
import { NodeSocket } from '../node/node-socket.ts'
import { type RunningBridge, runBridge } from '../node/run-bridge.ts'
import { realClock } from '../outbox/real-clock.ts'
import { PocketPingError } from '../protocol/errors.ts'
import { createApiDoor } from '../realtime/api-socket.ts'
import type { CreateBridgeHarness } from './bridge-contract-platform.ts'

const KEY = 'sk_for_tests_0000000000000000'

/** A bridge at one end of a WebSocket, and what stands for it at the other. */
interface Remote {
  /** Waits for the connection with whatever it is asked. */
  bridge: Bridge
  running: RunningBridge
  close(): Promise<void>
}

/**
 * The same harness, but that the suite speaks with its bridges as an engine does with a bridge in a process of its
 * own: through `remoteBridge()`, a WebSocket on loopback, and `runBridge()`.
 */
export function remoteHarness(create: CreateBridgeHarness): CreateBridgeHarness {
  return async inbox => {
    const harness = await create(inbox)
    const remotes: Remote[] = []
    const connect = (bridge: Bridge): Remote => {
      const remote = connectRemote(bridge, inbox)
      remotes.push(remote)
      return remote
    }
    const first = connect(harness.bridge)
    await first.running.connected
    return {
      ...harness,
      bridge: first.bridge,
      createSuccessor: () => connect(harness.createSuccessor()).bridge,
      createMisconfigured: () => connect(harness.createMisconfigured()).bridge,
      async close() {
        await Promise.all(remotes.map(remote => remote.close()))
        await harness.close()
      },
    }
  }
}

function connectRemote(bridge: Bridge, inbox: Inbox): Remote {
  const { logger } = inbox
  const remote = remoteBridge(bridge.id)
  const seat = seatOf(remote)
  seat?.open({ inbox, clock: realClock, logger, onChange: () => undefined })
  const door = createApiDoor({
    clock: realClock,
    logger,
    keys: {
      openedBy: async key => new Set(key === KEY ? ['shop'] : []),
      mayCarryAll: async key => key === KEY,
    },
    limiter: createLimiter(realClock),
    rate: { burst: 100, perSecond: 100 },
    bridge: bridgeRole({ seat: () => seat, has: () => true, logger }),
    events() {
      throw new PocketPingError('BAD_REQUEST', 'Only bridges come here.')
    },
    newestEventId: async () => '0-0',
  })
  const server = createServer()
  const sockets = new Set<NodeSocket>()
  const wss = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  server.on('upgrade', (request, stream, head) => {
    wss.handleUpgrade(request, stream, head, accepted => {
      const socket = new NodeSocket(accepted, stream, sockets)
      socket.resume(door.open(socket, 'loopback'))
    })
  })

  const running = new Promise<RunningBridge>(resolve => {
    server.listen(0, '127.0.0.1', () => {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      resolve(runBridge({ url, apiKey: KEY, bridge, logger }))
    })
  })
  const connected = running.then(one => one.connected)
  const stop = async (): Promise<void> => (await running).stop()
  return {
    bridge: afterwards(remote, connected),
    running: { connected, stop },
    async close() {
      await stop()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** Whatever is asked of it waits for something first. What it has, it has from then on. */
function afterwards(bridge: Bridge, ready: Promise<void>): Bridge {
  return new Proxy(bridge, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      return async (...args: unknown[]): Promise<unknown> => {
        await ready
        return Reflect.apply(value, target, args)
      }
    },
  })
}
