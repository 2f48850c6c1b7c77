import { type Bench, round, type Size } from '../figure.ts'
import { startRig } from '../rig.ts'
import type { ServerOptions } from '../servers/bench-server.ts'
import { median } from '../statistics.ts'

const KINDS = ['bare', 'engine'] as const

type Kind = (typeof KINDS)[number]

/** SQLite, so that what is stored of a session is not counted as what a connection holds. */
const optionsOf = (kind: Kind): ServerOptions => ({ kind, storage: 'sqlite' })

async function perKind<Sample>(
  rounds: number,
  measure: (kind: Kind) => Promise<Sample>,
): Promise<Record<Kind, Sample[]>> {
  const samples: Record<Kind, Sample[]> = { bare: [], engine: [] }
  for (let round = 0; round < rounds; round += 1)
    for (const kind of KINDS) samples[kind].push(await measure(kind))
  return samples
}

/** What one connected widget with a session of its own holds: heap and external memory after a full collection. */
export const memoryPerWidget: Bench = async size => {
  const count = size.isQuick ? 100 : 10_000
  const samples = await perKind(size.rounds, async kind => {
    const rig = await startRig(optionsOf(kind))
    try {
      // The first connections bring code that later ones share.
      await rig.load.cycle({ port: rig.port, count: 200 })
      const before = await rig.server.memory()
      await rig.load.connect({ port: rig.port, count })
      const after = await rig.server.memory()
      return {
        kib: (after.bytes - before.bytes) / count / 1024,
        rssKib: (after.rssBytes - before.rssBytes) / count / 1024,
      }
    } finally {
      await rig.stop()
    }
  })
  const middle = (kind: Kind, of: 'kib' | 'rssKib'): number => median(samples[kind].map(one => one[of]))
  const text = (kind: Kind): string =>
    `${round(middle(kind, 'kib'))} KiB (RSS ${round(middle(kind, 'rssKib'))})`
  return [
    {
      name: `memory per connected widget, ${count} of them`,
      engine: text('engine'),
      bare: text('bare'),
      value: middle('engine', 'kib') / middle('bare', 'kib'),
      target: { atMost: 1.25 },
    },
  ]
}

async function growth(kind: Kind, size: Size): Promise<{ bytes: number; resources: number }> {
  const rig = await startRig(optionsOf(kind))
  const { server, load, port } = rig
  try {
    await load.cycle({ port, count: size.isQuick ? 50 : 4000 })
    const before = await server.memory()
    await load.cycle({ port, count: size.isQuick ? 50 : 10_000 })
    const after = await server.memory()
    return { bytes: after.bytes - before.bytes, resources: after.resources - before.resources }
  } finally {
    await rig.stop()
  }
}

/** What stays behind after 10,000 browsers came and went. */
export const comingAndGoing: Bench = async size => {
  const samples = await perKind(size.rounds, kind => growth(kind, size))
  const middle = (kind: Kind): number => median(samples[kind].map(one => one.bytes)) / 1024
  const open = Math.max(...samples.engine.map(one => one.resources))
  if (open > 0) throw new Error(`${open} handles stayed open.`)
  return [
    {
      name: 'growth over 10,000 connects and disconnects',
      engine: `${round(middle('engine'))} KiB`,
      bare: `${round(middle('bare'))} KiB`,
      value: middle('engine') - middle('bare'),
      unit: ' KiB',
      // Ten bytes a connection: less than the smallest object, so nothing of a connection stays behind.
      target: { atMost: 98 },
    },
  ]
}
