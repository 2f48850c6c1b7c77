import { type Bench, type Figure, round, type Size } from '../figure.ts'
import { alternate, type Rig, withRigs } from '../rig.ts'
import type { ServerOptions } from '../servers/bench-server.ts'
import { median } from '../statistics.ts'

interface Sample {
  perSecond: number
  cpuUs: number
}

type Transport = 'socket' | 'http'

const VISITORS = 100

/** Everybody writes and waits for the acknowledgement before writing again. */
async function measure(rig: Rig, size: Size): Promise<Sample> {
  const before = await rig.server.usage()
  const { acknowledged, elapsedMs } = await rig.load.write(size.isQuick ? { count: 200 } : { ms: 1500 })
  const cpuUs = ((await rig.server.usage()) - before) / acknowledged
  return { perSecond: (acknowledged * 1000) / elapsedMs, cpuUs }
}

async function compare<Kind extends string>(
  size: Size,
  transport: Transport,
  kinds: Record<Kind, ServerOptions>,
): Promise<Record<Kind, Sample>> {
  return withRigs(kinds, async rigs => {
    const all = Object.entries<Rig>(rigs)
    const count = size.isQuick ? 10 : VISITORS
    for (const [, { load, port }] of all) await load.connect({ port, count, transport })
    // The first rounds warm up: what is measured later is compiled by then.
    for (const [kind, rig] of all) {
      await measure(rig, size)
      await settle(rig, kind)
    }
    const samples = await alternate(rigs, size.rounds, async (rig, kind) => {
      const sample = await measure(rig, size)
      await settle(rig, kind)
      return sample
    })
    for (const [kind, rig] of all) {
      if (kind !== 'bare') await rig.drain()
      await rig.check()
    }
    const middle = ([kind, list]: [string, Sample[]]): [string, Sample] => [
      kind,
      { perSecond: median(list.map(one => one.perSecond)), cpuUs: median(list.map(one => one.cpuUs)) },
    ]
    return Object.fromEntries(Object.entries<Sample[]>(samples).map(middle)) as Record<Kind, Sample>
  })
}

/** What one round left to do must not burden the next. */
async function settle(rig: Rig, kind: string): Promise<void> {
  if (kind === 'prompt') await rig.drain()
}

function figure(name: string, ours: Sample, theirs: Sample, atLeast?: number): Figure {
  const text = ({ perSecond, cpuUs }: Sample): string => `${round(perSecond)}/s · ${round(cpuUs)} µs CPU`
  return {
    name,
    engine: text(ours),
    bare: text(theirs),
    value: ours.perSecond / theirs.perSecond,
    ...(atLeast === undefined ? {} : { target: { atLeast } }),
  }
}

async function onTransport(size: Size, transport: Transport, target: number): Promise<Figure[]> {
  const results = await compare(size, transport, {
    bare: { kind: 'bare', storage: 'sqlite' },
    plain: { kind: 'engine', storage: 'sqlite' },
    gated: { kind: 'engine', storage: 'sqlite', bridges: { count: 1, delayMs: 0, gated: true } },
    prompt: { kind: 'engine', storage: 'sqlite', bridges: { count: 1, delayMs: 0 } },
  })
  const label = transport === 'socket' ? 'WebSocket' : 'HTTP'
  const name = `messages, SQLite full, ${label}`
  return [
    figure(`${name}, a bridge that hangs`, results.gated, results.bare, target),
    figure(`${name}, no bridge`, results.plain, results.bare),
    figure(`${name}, a bridge delivering meanwhile`, results.prompt, results.bare),
  ]
}

/** Acknowledged visitor messages per second. */
export const socketMessages: Bench = size => onTransport(size, 'socket', 0.65)

export const httpMessages: Bench = size => onTransport(size, 'http', 0.7)

export const memoryMessages: Bench = async size => {
  const bridges = { count: 1, delayMs: 0, gated: true }
  const figures: Figure[] = []
  for (const transport of ['socket', 'http'] as const) {
    const results = await compare(size, transport, {
      bare: { kind: 'bare', storage: 'memory' },
      plain: { kind: 'engine', storage: 'memory' },
      gated: { kind: 'engine', storage: 'memory', bridges },
    })
    const name = `messages, in memory, ${transport === 'socket' ? 'WebSocket' : 'HTTP'}`
    figures.push(
      figure(`${name}, a bridge that hangs`, results.gated, results.bare, 0.7),
      figure(`${name}, no bridge`, results.plain, results.bare),
    )
  }
  return figures
}

/** What full durability costs against the weaker setting. */
export const durability: Bench = async size => {
  const bridges = { count: 1, delayMs: 0, gated: true }
  const results = await compare(size, 'socket', {
    normal: { kind: 'engine', storage: 'sqlite', durability: 'normal', bridges },
    full: { kind: 'engine', storage: 'sqlite', bridges },
  })
  return [figure('messages, full against normal durability', results.full, results.normal, 0.65)]
}
