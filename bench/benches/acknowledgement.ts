import { type Bench, round } from '../figure.ts'
import { alternate, withRigs } from '../rig.ts'
import { median } from '../statistics.ts'

/** How long a visitor waits for the acknowledgement while three platforms take 200 ms for everything. */
export const acknowledgement: Bench = size =>
  withRigs(
    {
      bare: { kind: 'bare', storage: 'sqlite' },
      engine: { kind: 'engine', storage: 'sqlite', bridges: { count: 3, delayMs: 200 } },
    },
    async rigs => {
      const write = { everyMs: 500, ...(size.isQuick ? { count: 10 } : { ms: 3000 }) }
      for (const { load, port } of Object.values(rigs)) {
        await load.connect({ port, count: 20 })
        await load.write(write)
      }
      const samples = await alternate(rigs, size.rounds, ({ load }) => load.write(write))
      for (const rig of Object.values(rigs)) {
        await rig.drain()
        await rig.check()
      }
      const middle = (list: { p50: number; p99: number }[], at: 'p50' | 'p99'): number =>
        median(list.map(one => one[at]))
      const text = (list: { p50: number; p99: number }[]): string =>
        `p50 ${round(middle(list, 'p50'))} ms · p99 ${round(middle(list, 'p99'))} ms`
      return [
        {
          name: 'acknowledgement with three bridges of 200 ms, SQLite full, p50',
          engine: text(samples.engine),
          bare: text(samples.bare),
          value: middle(samples.engine, 'p50'),
          unit: ' ms',
          target: { atMost: 5 },
        },
      ]
    },
  )
