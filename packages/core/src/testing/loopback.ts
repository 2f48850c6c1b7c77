import type { Dial, WireEvents } from '../bridges/remote/runner.ts'
import type { EngineProcess } from './engine-process.ts'

/** Which way a frame goes. */
export type Direction = 'to engine' | 'to process'

/** The network between bridges' processes and engines, in memory. */
export interface Loopback {
  /** Every frame that was sent, as text. */
  readonly frames: { direction: Direction; text: string }[]
  /** True while a frame is on its way, or an engine compares a key. */
  isBusy(): boolean
  /** Connects like a WebSocket to whichever engine is meant at that moment; frames of a dead one are dropped. */
  dial(target: () => EngineProcess | undefined, isDead: () => boolean): Dial
  /** Cuts every connection. */
  cut(): void
  /** Cuts at this frame, counted from 1: it is lost (`before`), or the last that arrives (`after`). */
  cutAt(frame: number, when: 'before' | 'after'): void
  /** Nothing arrives any more, and nobody notices. */
  isDumb: boolean
  /** Called at the frame that `cutAt` names. */
  onCut: (() => void) | undefined
}

export function loopback(): Loopback {
  const frames: Loopback['frames'] = []
  const links = new Set<{ cut(): void }>()
  let onTheWay = 0
  let deathFrame = 0
  let deathWhen: 'before' | 'after' = 'before'

  /** Later, and in order. */
  const later = (run: () => void): void => {
    onTheWay += 1
    setImmediate(() => {
      onTheWay -= 1
      run()
    })
  }

  /** False where the frame is lost. */
  const pass = (direction: Direction, text: string, arrive: () => void): void => {
    frames.push({ direction, text })
    if (network.isDumb) return
    const isLast = frames.length === deathFrame
    if (!isLast || deathWhen === 'after') later(arrive)
    if (!isLast) return
    later(() => {
      network.cut()
      network.onCut?.()
    })
  }

  const network: Loopback = {
    frames,
    isBusy: () => onTheWay > 0,
    isDumb: false,
    onCut: undefined,
    cut() {
      for (const link of links) link.cut()
    },
    cutAt(frame, when) {
      deathFrame = frame
      deathWhen = when
    },
    dial: (target, isDead) => (events: WireEvents) => {
      let isOpen = true
      let session: Awaited<ReturnType<EngineProcess['pp']['openApiSocket']>> | undefined
      let isComparing = false
      const waiting: string[] = []

      const answered = (): void => {
        if (isComparing) onTheWay -= 1
        isComparing = false
      }
      const end = (reason: string): void => {
        if (!isOpen) return
        isOpen = false
        answered()
        links.delete(link)
        session?.closed()
        later(() => {
          if (!isDead()) events.closed(reason)
        })
      }
      const link = { cut: () => end('cut') }
      links.add(link)

      later(() => {
        const engine = target()
        if (!isOpen) return
        if (!engine || engine.life.isDead) return end('refused')
        const socket = {
          send({ text }: { text: string }) {
            answered()
            if (engine.life.isDead) return
            pass('to process', text, () => {
              if (isOpen && !isDead()) events.message(text)
            })
          },
          close: (code: number, reason: string) => later(() => end(`${code} ${reason}`)),
          backlog: () => 0,
        }
        const from = { header: () => undefined, peerAddress: '203.0.113.9' }
        engine.pp.openApiSocket(socket, from).then(
          opened => {
            session = opened
            if (!isOpen) return opened.closed()
            for (const text of waiting.splice(0)) opened.receive(text)
          },
          () => end('not ready'),
        )
        events.opened()
      })

      return {
        send(text) {
          if (!isOpen || isDead()) return
          pass('to engine', text, () => {
            if (!isOpen) return
            if (text.startsWith('{"type":"auth"')) {
              isComparing = true
              onTheWay += 1
            }
            if (session) session.receive(text)
            else waiting.push(text)
          })
        },
        close: (code, reason) => later(() => end(`${code} ${reason}`)),
      }
    },
  }
  return network
}
