import type { ClientOptions, IShardingStrategy, SimpleShardingStrategy } from 'discord.js'

type Strategy = NonNullable<NonNullable<ClientOptions['ws']>['buildStrategy']>
type Manager = Parameters<Strategy>[0]

// A closing connection that nobody answers is cut after this long.
const CUT_MS = 2000

const CLOSED = 3

/** The part of a shard's socket that is needed to end it. */
interface Socket {
  readyState: number
  onerror: unknown
  terminate(): void
}

/**
 * Ends discord.js for good. By itself it goes on with a reconnect that was under way when it was told to stop, and
 * leaves a socket that was still connecting open (WebSocketShard.destroy of @discordjs/ws 1.2).
 */
export interface ShardGuard {
  buildStrategy(manager: Manager): IShardingStrategy
  /** Runs `destroy`, and leaves neither a socket nor a reconnect behind. */
  end(destroy: () => Promise<void>): Promise<void>
}

export function createShardGuard(Sharding: typeof SimpleShardingStrategy): ShardGuard {
  let isEnded = false
  let strategy: SimpleShardingStrategy | undefined

  return {
    buildStrategy(manager) {
      const { retrieveSessionInfo } = manager.options
      // Asked before each connection is made: who never gets an answer makes none.
      manager.options.retrieveSessionInfo = shardId =>
        isEnded ? new Promise(() => undefined) : retrieveSessionInfo(shardId)
      strategy = new Sharding(manager)
      return strategy
    },
    async end(destroy) {
      isEnded = true
      const sockets = strategy ? socketsOf(strategy) : []
      const timer = setTimeout(() => cut(sockets), CUT_MS)
      timer.unref()
      try {
        await destroy()
      } finally {
        clearTimeout(timer)
        cut(sockets)
      }
    },
  }
}

function cut(sockets: readonly Socket[]): void {
  for (const socket of sockets) {
    if (socket.readyState === CLOSED) continue
    // One that was still connecting says that it failed, and somebody must listen.
    socket.onerror = () => undefined
    socket.terminate()
  }
}

// Not part of its interface, and the only way to what it leaves open.
function socketsOf(strategy: SimpleShardingStrategy): Socket[] {
  const { shards } = strategy as unknown as { shards?: Map<number, { connection?: Socket | null }> }
  return [...(shards?.values() ?? [])].flatMap(({ connection }) => connection ?? [])
}
