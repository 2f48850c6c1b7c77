import * as disk from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type Bridge, BridgeError, type Clock, type Inbox, type ThreadCard } from '@pocketping/core'
import { cardText, MAX_LENGTH, partsOf } from './texts.ts'

/** Options of `folderBridge()`. */
export interface FolderBridgeOptions {
  /** An existing folder; each conversation becomes a folder in it. */
  folder: string
  /** Default: the disk. What throws `{ code: 'EAGAIN', retryAfterMs }` asks for a pause. */
  files?: Pick<typeof disk, 'access' | 'mkdir' | 'mkdtemp' | 'readdir' | 'readFile' | 'rm' | 'writeFile'>
  clock: Pick<Clock, 'after'>
}

const LOOK_EVERY_MS = 1000

// Stands in the name of each file that the bridge wrote; every other text file is an operator's.
const OURS = ' website '
const CARD = `0000${OURS}card.txt`

/** Lets a team answer from a shared folder: one folder per conversation, one text file per message. */
export function folderBridge({ folder, files = disk, clock }: FolderBridgeOptions): Bridge {
  let receiving: AbortController | undefined

  const inThread = (threadId: string, name: string): string => join(folder, threadId, name)
  const isThere = async (path: string): Promise<boolean> =>
    (await files.access(path).catch(() => 'gone')) !== 'gone'
  const messagesIn = async (threadId: string): Promise<string[]> =>
    (await files.readdir(join(folder, threadId))).filter(name => name.endsWith('.txt')).sort()

  /** Does something in a thread, and says in the engine's words what went wrong. */
  const act = async <Result>(threadId: string, task: () => Promise<Result>): Promise<Result> => {
    try {
      return await task()
    } catch (cause) {
      const { code, retryAfterMs = 0 } = cause as { code?: string; retryAfterMs?: number }
      if (code === 'EAGAIN') throw new BridgeError('rate-limited', 'Too much.', { retryAfterMs, cause })
      if (code !== 'ENOENT') throw new BridgeError('unavailable', `The folder answers ${code}.`, { cause })
      const kind = (await isThere(join(folder, threadId))) ? 'message-gone' : 'thread-gone'
      throw new BridgeError(kind, 'It was deleted.', { cause })
    }
  }

  /** Writes a file behind all others. The key is in its name: sent again after a crash, it is found, not repeated. */
  const append = async (threadId: string, key: string, text: string): Promise<string> => {
    const names = await messagesIn(threadId)
    const known = names.find(name => name.endsWith(`${OURS}${key}.txt`))
    const number = String(Number.parseInt(names.at(-1) ?? '0', 10) + 1).padStart(4, '0')
    const name = known ?? `${number}${OURS}${key}.txt`
    if (!known) await files.writeFile(inThread(threadId, name), text)
    return join(threadId, name)
  }

  const removeAll = async (platformIds: readonly string[]): Promise<void> => {
    for (const id of platformIds) await files.rm(join(folder, id), { force: true })
  }

  /** Hands in what operators wrote in a thread since it was last looked at. */
  const takeIn = async (threadId: string, inbox: Inbox, signal: AbortSignal): Promise<void> => {
    for (const name of (await messagesIn(threadId)).filter(one => !one.includes(OURS))) {
      const taken = inThread(threadId, `.taken/${name}`)
      const text = (await files.readFile(inThread(threadId, name), 'utf8')).trimEnd()
      const before = (await isThere(taken)) ? await files.readFile(taken, 'utf8') : undefined
      if (text === '' || text === before) continue
      const writer = basename(name, '.txt').replace(/^\d+ /, '')
      const place = { threadId, platformId: join(threadId, name), author: { id: writer, name: writer } }
      const [, command, args = ''] = /^\/(\w+)\s*([\s\S]*)$/.exec(text) ?? []
      if (signal.aborted) return
      if (before !== undefined) await inbox.receive({ type: 'edit', ...place, text })
      else if (command) await inbox.receive({ type: 'command', ...place, name: command, args })
      else await inbox.receive({ type: 'message', ...place, text })
      // Only now: what could not be stored is found again at the next look.
      await files.mkdir(inThread(threadId, '.taken'), { recursive: true })
      await files.writeFile(taken, text)
    }
  }

  const look = async (inbox: Inbox, signal: AbortSignal): Promise<void> => {
    for (const threadId of await files.readdir(folder).catch(() => []))
      await takeIn(threadId, inbox, signal).catch(({ code }) => inbox.logger.debug('Not read', { code }))
    if (!signal.aborted) clock.after(LOOK_EVERY_MS, () => void look(inbox, signal))
  }

  const showCard = async (threadId: string, card: ThreadCard): Promise<string> => {
    await act(threadId, () => files.writeFile(inThread(threadId, CARD), cardText(card)))
    return join(threadId, CARD)
  }

  return {
    id: 'folder',
    capabilities: { maxLength: MAX_LENGTH, edits: true, removals: true, commandPrefixes: ['/'] },
    async start(inbox) {
      if (!(await isThere(folder)))
        throw new BridgeError('misconfigured', `folder: there is no ${folder}. Create it, or name another.`)
      receiving = new AbortController()
      void look(inbox, receiving.signal)
    },
    stop: async () => receiving?.abort(),
    async openThread(card) {
      // A name never used before: what stood in an earlier thread must not be taken for what stands in this one.
      const path = await act('', () => files.mkdtemp(join(folder, `${card.sessionId}-`)))
      const threadId = basename(path)
      // The thread exists now: a card that failed is shown by the next `updateThread`.
      return showCard(threadId, card).then(
        cardId => ({ threadId, cardId }),
        () => ({ threadId }),
      )
    },
    updateThread: showCard,
    closeThread: id => act(id, () => files.writeFile(inThread(id, 'closed'), '')),
    reopenThread: id => act(id, () => files.rm(inThread(id, 'closed'), { force: true })),
    send: (threadId, post, key) =>
      act(threadId, async () => {
        const ids: string[] = []
        for (const [part, text] of partsOf(post).entries())
          ids.push(await append(threadId, `${key}-${part}`, text))
        return ids
      }),
    edit: (threadId, platformIds, post) =>
      act(threadId, async () => {
        for (const id of platformIds) await files.access(join(folder, id))
        const parts = partsOf(post)
        const ids: string[] = []
        for (const [part, text] of parts.entries()) {
          const id = platformIds[part] ?? (await append(threadId, crypto.randomUUID(), text))
          await files.writeFile(join(folder, id), text)
          ids.push(id)
        }
        await removeAll(platformIds.slice(parts.length))
        return ids
      }),
    remove: (threadId, platformIds) => act(threadId, () => removeAll(platformIds)),
  }
}
