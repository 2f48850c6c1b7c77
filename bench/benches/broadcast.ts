import { type Bench, type Figure, round, type Size } from '../figure.ts'
import { alternate, type Rig, withRigs } from '../rig.ts'
import { nowMs } from '../stamps.ts'
import { median } from '../statistics.ts'

/** One message to many open pages of one session, against `ws` sending the same text to as many. */
export const broadcast: Bench = async size => {
  const figures: Figure[] = []
  for (const clients of size.isQuick ? [100] : [1000, 5000]) figures.push(await toClients(clients, size))
  return figures
}

async function toClients(clients: number, size: Size): Promise<Figure> {
  const kinds = {
    engine: { kind: 'engine', storage: 'memory' },
    bare: { kind: 'bare', storage: 'memory' },
  } as const
  return withRigs(kinds, async rigs => {
    const times = size.isQuick ? 3 : Math.ceil(100_000 / clients)
    let text = ''

    const send = async (
      { server, load }: Rig,
      count: number,
    ): Promise<{ perSecond: number; cpuUs: number }> => {
      const { heard } = await load.counts()
      const usage = await server.usage()
      const startedAt = nowMs()
      const arrived = load.hear({ from: heard, count: count * clients })
      for (let time = 0; time < count; time += 1) await server.broadcast({ times: 1, text })
      const elapsedMs = (await arrived) - startedAt
      const cpuUs = ((await server.usage()) - usage) / (count * clients)
      const { heard: now } = await load.counts()
      if (now - heard !== count * clients)
        throw new Error(`The run is void: ${now - heard} frames came instead of ${count * clients}.`)
      return { perSecond: (count * clients * 1000) / elapsedMs, cpuUs }
    }

    for (const { load, port } of Object.values(rigs))
      await load.connect({ port, count: clients, session: 'shared' })
    const next = rigs.engine.load.nextText()
    await send(rigs.engine, 1)
    text = await next
    for (const rig of Object.values(rigs)) await send(rig, times)

    const samples = await alternate(rigs, size.rounds, rig => send(rig, times))
    const middle = (kind: keyof typeof kinds, of: 'perSecond' | 'cpuUs'): number =>
      median(samples[kind].map(one => one[of]))
    const describe = (kind: keyof typeof kinds): string =>
      `${round(middle(kind, 'perSecond'))}/s · ${round(middle(kind, 'cpuUs'))} µs CPU`
    return {
      name: `broadcast to ${clients} widgets of one session`,
      engine: describe('engine'),
      bare: describe('bare'),
      value: middle('engine', 'perSecond') / middle('bare', 'perSecond'),
      target: { atLeast: 0.95 },
    }
  })
}
