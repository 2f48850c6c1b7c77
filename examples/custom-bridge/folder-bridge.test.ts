import * as disk from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Clock } from '@pocketping/core'
import { type BridgeHarness, type BridgePlatform, bridgeContract } from '@pocketping/core/testing'
import { folderBridge } from './folder-bridge.ts'

bridgeContract({
  name: 'folder',
  create: createHarness,
  without: {
    titles: 'A folder keeps the name it was made with.',
    replies: 'A file does not point to another.',
    deletions: 'A deleted file leaves nothing to notice.',
    reactions: 'Nobody reacts to a file.',
    'closing by hand': 'Operators write /close.',
  },
})

// Time in which every wait is over at once.
const clock: Pick<Clock, 'after'> = {
  after(_ms, callback) {
    const turn = setImmediate(callback)
    return () => clearImmediate(turn)
  },
}

async function createHarness(): Promise<BridgeHarness> {
  const folder = await disk.mkdtemp(join(tmpdir(), 'folder-bridge-'))
  const faults = faultyDisk()
  const bridge = (path = folder): BridgeHarness['bridge'] => {
    return folderBridge({ folder: path, files: faults.files, clock })
  }
  return {
    bridge: bridge(),
    platform: { ...people(folder), limit: faults.limit, cutOff: faults.cutOff },
    createSuccessor: () => bridge(),
    createMisconfigured: () => bridge(join(folder, 'nowhere')),
    secrets: [],
    close: () => disk.rm(folder, { recursive: true }),
  }
}

/** The people who use the folder. */
function people(folder: string): Omit<BridgePlatform, 'limit' | 'cutOff'> {
  const messagesIn = async (threadId: string): Promise<string[]> => {
    return (await disk.readdir(join(folder, threadId))).filter(name => name.endsWith('.txt')).sort()
  }
  return {
    async read(threadId) {
      const names = await messagesIn(threadId)
      return Promise.all(
        names.map(async name => {
          const text = await disk.readFile(join(folder, threadId, name), 'utf8')
          return { platformId: join(threadId, name), text, isOurs: name.includes(' website ') }
        }),
      )
    },
    title: async () => undefined,
    isClosed: async threadId => (await disk.readdir(join(folder, threadId))).includes('closed'),
    async write(threadId, text) {
      const number = Number.parseInt((await messagesIn(threadId)).at(-1) ?? '0', 10) + 1
      const platformId = join(threadId, `${String(number).padStart(4, '0')} Maya.txt`)
      await disk.writeFile(join(folder, platformId), text)
      return platformId
    },
    async edit(platformId, text) {
      // A person changes what they wrote a moment ago: the bridge has seen it by then.
      const path = join(folder, platformId)
      await until(async () => (await read(takenFrom(path))) === (await read(path)))
      await disk.writeFile(path, text)
    },
    deleteMessage: platformId => disk.rm(join(folder, platformId)),
    deleteThread: threadId => disk.rm(join(folder, threadId), { recursive: true }),
  }
}

function takenFrom(path: string): string {
  return join(path, '..', '.taken', basename(path))
}

function read(path: string): Promise<string | undefined> {
  return disk.readFile(path, 'utf8').catch(() => undefined)
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise(resolve => setImmediate(resolve))
}

/** A disk that can refuse a post, and be out of reach. */
function faultyDisk(): { files: typeof disk } & Pick<BridgePlatform, 'limit' | 'cutOff'> {
  let isCutOff = false
  let limit: { ms: number; after: number } | undefined

  const check = (path: unknown, isPost: boolean): void => {
    if (isCutOff) throw Object.assign(new Error('The drive is away.'), { code: 'EIO' })
    if (!isPost || !limit || !String(path).includes(' website ')) return
    limit.after -= 1
    if (limit.after >= 0) return
    const { ms } = limit
    limit = undefined
    throw Object.assign(new Error('Slower, please.'), { code: 'EAGAIN', retryAfterMs: ms })
  }
  const files = Object.fromEntries(
    Object.entries(disk).map(([name, call]) => [
      name,
      typeof call !== 'function'
        ? call
        : async (...args: unknown[]): Promise<unknown> => {
            check(args[0], name === 'writeFile')
            return (call as (...all: unknown[]) => unknown)(...args)
          },
    ]),
  ) as unknown as typeof disk

  return {
    files,
    async limit(ms, after) {
      limit = { ms, after }
    },
    async cutOff() {
      isCutOff = true
      return () => {
        isCutOff = false
      }
    },
  }
}
