import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { LoadCalls } from './load.ts'
import { type Remote, startRemote } from './remote.ts'
import type { ServerCalls } from './server.ts'
import type { Count, ServerOptions } from './servers/bench-server.ts'

/** One server and one load generator, in a process each. */
export interface Rig {
  server: Remote<ServerCalls>
  load: Remote<LoadCalls>
  port: number
  /** Rejects unless every message that was sent was acknowledged, and is stored, once. */
  check(): Promise<void>
  /** Lets the platforms answer, waits until each was sent every message, and rejects where one came twice. */
  drain(): Promise<Count[]>
  stop(): Promise<void>
}

const remoteFile = (name: string): URL => new URL(name, import.meta.url)

export async function startRig(options: ServerOptions): Promise<Rig> {
  const folder = options.storage === 'sqlite' ? makeFolder() : undefined
  const server = startRemote<ServerCalls>(remoteFile('./server.ts'))
  const load = startRemote<LoadCalls>(remoteFile('./load.ts'))

  const stop = async (): Promise<void> => {
    await load.stop()
    await server.stop()
    if (folder !== undefined) rmSync(folder, { recursive: true })
  }

  const check = async (): Promise<void> => {
    const { sent, acknowledged } = await load.calls.counts()
    const { count, distinct } = await server.calls.stored()
    if (sent === acknowledged && sent === count && sent === distinct) return
    throw new Error(
      `The run is void: ${sent} sent, ${acknowledged} acknowledged, ${count} stored, ${distinct} of them different.`,
    )
  }

  const drain = async (): Promise<Count[]> => {
    const { sent } = await load.calls.counts()
    await server.calls.openGate()
    for (;;) {
      const posted = await server.calls.posted()
      if (posted.some(({ count, distinct }) => count !== distinct))
        throw new Error('A message was posted twice.')
      if (posted.every(({ count }) => count >= sent)) return posted
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }

  try {
    const file = folder === undefined ? {} : { file: join(folder, 'bench.sqlite') }
    const { port } = await server.calls.start({ ...options, ...file })
    return { server: server.calls, load: load.calls, port, check, drain, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Beside the sources, because a folder for temporary files may be in memory, where durability costs nothing. */
function makeFolder(): string {
  const parent = join(import.meta.dirname, '.data')
  mkdirSync(parent, { recursive: true })
  return mkdtempSync(join(parent, 'run-'))
}

/** Starts a rig of each kind, runs `use`, and stops them whatever happens. */
export async function withRigs<Kind extends string, Result>(
  kinds: Record<Kind, ServerOptions>,
  use: (rigs: Record<Kind, Rig>) => Promise<Result>,
): Promise<Result> {
  const started: [string, Rig][] = []
  try {
    for (const [kind, options] of Object.entries<ServerOptions>(kinds))
      started.push([kind, await startRig(options)])
    return await use(Object.fromEntries(started) as Record<Kind, Rig>)
  } finally {
    await Promise.all(started.map(([, rig]) => rig.stop()))
  }
}

/** Measures each kind once per round, in turn, so that what disturbs the machine disturbs all. */
export async function alternate<Kind extends string, Sample>(
  rigs: Record<Kind, Rig>,
  rounds: number,
  measure: (rig: Rig, kind: Kind) => Promise<Sample>,
): Promise<Record<Kind, Sample[]>> {
  const kinds = Object.keys(rigs) as Kind[]
  const samples = Object.fromEntries(kinds.map(kind => [kind, [] as Sample[]])) as Record<Kind, Sample[]>
  for (let round = 0; round < rounds; round += 1)
    for (const kind of kinds) samples[kind].push(await measure(rigs[kind], kind))
  return samples
}
