// The measured process: the engine, or the bare loop.
import { setTimeout as wait } from 'node:timers/promises'
import { answerCalls } from './remote.ts'
import { startBareServer } from './servers/bare-server.ts'
import type { BenchServer, Count, ServerOptions } from './servers/bench-server.ts'
import { startEngineServer } from './servers/engine-server.ts'

let server: BenchServer | undefined

/** What the server does when it is told. */
export type ServerCalls = typeof calls

const calls = {
  async start(options: ServerOptions): Promise<{ port: number }> {
    server = await (options.kind === 'bare' ? startBareServer(options) : startEngineServer(options))
    return { port: server.port }
  },

  /** Microseconds of processor time so far, all threads of the process. */
  usage(): number {
    const { user, system } = process.cpuUsage()
    return user + system
  },

  /** What is held after a full collection. */
  async memory(): Promise<{ bytes: number; rssBytes: number; resources: number }> {
    // What became garbage by a finalizer is found by the next collection only.
    for (let time = 0; time < 3; time += 1) {
      global.gc?.()
      await wait(50)
    }
    const { heapUsed, external, rss } = process.memoryUsage()
    return { bytes: heapUsed + external, rssBytes: rss, resources: process.getActiveResourcesInfo().length }
  },

  stored: (): Promise<Count> => running().stored(),
  posted: (): Count[] => running().posted(),
  openGate: (): void => running().openGate(),
  reply: (options: { times: number; everyMs: number }): Promise<void> => running().reply(options),
  broadcast: (options: { times: number; text: string }): Promise<void> => running().broadcast(options),
}

function running(): BenchServer {
  if (!server) throw new Error('The server was not started.')
  return server
}

answerCalls(calls)
