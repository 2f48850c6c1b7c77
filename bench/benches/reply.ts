import { type Bench, round } from '../figure.ts'
import { alternate, type Rig, withRigs } from '../rig.ts'
import { median } from '../statistics.ts'

const VISITORS = 20

/** From the moment a bridge hands in what an operator wrote until the frame is at the widget. */
export const reply: Bench = size =>
  withRigs(
    {
      bare: { kind: 'bare', storage: 'sqlite' },
      engine: { kind: 'engine', storage: 'sqlite', bridges: { count: 1, delayMs: 0 } },
    },
    async rigs => {
      const times = size.isQuick ? 40 : 150
      const measure = async ({ server, load }: Rig): Promise<{ p50: number; p99: number }> => {
        await load.latencies()
        await server.reply({ times, everyMs: 15 })
        return load.latencies(times)
      }
      for (const rig of Object.values(rigs)) {
        await rig.load.connect({ port: rig.port, count: VISITORS })
        // Whoever wrote has a thread that can be answered in.
        await rig.load.write({ count: VISITORS })
        await rig.drain()
        await rig.check()
        await rig.load.listen()
        await measure(rig)
      }
      const samples = await alternate(rigs, size.rounds, measure)
      return (['p50', 'p99'] as const).map(at => {
        const [ours, theirs] = [samples.engine, samples.bare].map(list => median(list.map(one => one[at])))
        return {
          name: `operator's reply to the widget, SQLite full, ${at}`,
          engine: `${round(ours as number)} ms`,
          bare: `${round(theirs as number)} ms`,
          value: (ours as number) / (theirs as number),
          target: { atMost: at === 'p50' ? 1.5 : 2 },
        }
      })
    },
  )
