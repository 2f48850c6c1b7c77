import { type Bench, type Figure, round, type Size } from '../figure.ts'
import { alternate, type Rig, withRigs } from '../rig.ts'
import type { ServerOptions } from '../servers/bench-server.ts'
import { median } from '../statistics.ts'

async function compare(
  name: string,
  atMost: number,
  rounds: number,
  seeds: { small: ServerOptions['seed'] & object; large: ServerOptions['seed'] & object },
  measure: (rig: Rig) => Promise<{ ms: number; cpuUs: number }>,
): Promise<Figure> {
  const kinds = {
    small: { kind: 'engine', storage: 'sqlite', seed: seeds.small },
    large: { kind: 'engine', storage: 'sqlite', seed: seeds.large },
  } as const
  return withRigs(kinds, async rigs => {
    for (const rig of Object.values(rigs)) await measure(rig)
    const samples = await alternate(rigs, rounds, measure)
    for (const rig of Object.values(rigs)) await rig.check()
    const middle = (kind: keyof typeof kinds, of: 'ms' | 'cpuUs'): number =>
      median(samples[kind].map(one => one[of]))
    const text = (kind: keyof typeof kinds): string =>
      `${round(middle(kind, 'ms'))} ms · ${round(middle(kind, 'cpuUs'))} µs CPU`
    return {
      name,
      engine: text('large'),
      bare: text('small'),
      value: middle('large', 'ms') / middle('small', 'ms'),
      target: { atMost },
    }
  })
}

/** Starting a session where many are stored already; "bare" is the engine with few. */
export const manySessions: Bench = async (size: Size) => {
  const [few, many, count] = size.isQuick ? [10, 50, 20] : [1000, 20_000, 300]
  const seeds = { small: { sessions: few, messages: 0 }, large: { sessions: many, messages: 0 } }
  const name = `starting a session with ${many} stored, against ${few}`
  const measure = async ({ server, load, port }: Rig): Promise<{ ms: number; cpuUs: number }> => {
    const before = await server.usage()
    const { elapsedMs } = await load.start({ port, count })
    return { ms: elapsedMs / count, cpuUs: ((await server.usage()) - before) / count }
  }
  return [await compare(name, 1.3, size.rounds, seeds, measure)]
}

/** A message where a million are stored already, in as many sessions as in the small storage. */
export const manyMessages: Bench = async (size: Size) => {
  const [sessions, few, many] = size.isQuick ? [10, 10, 100] : [1000, 1000, 1_000_000]
  const seeds = { small: { sessions, messages: few }, large: { sessions, messages: many } }
  const name = `a message with ${many} stored, against ${few}`
  const connected = new Set<Rig>()
  const measure = async (rig: Rig): Promise<{ ms: number; cpuUs: number }> => {
    const { server, load, port } = rig
    if (!connected.has(rig)) await load.connect({ port, count: Math.min(sessions, 100), session: 'seeded' })
    connected.add(rig)
    const before = await server.usage()
    const { acknowledged, elapsedMs } = await load.write(size.isQuick ? { count: 50 } : { ms: 1500 })
    return { ms: elapsedMs / acknowledged, cpuUs: ((await server.usage()) - before) / acknowledged }
  }
  return [await compare(name, 1.2, size.rounds, seeds, measure)]
}
