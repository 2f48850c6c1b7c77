import type { VisitorCommand } from '@pocketping/core/protocol'
import { readSaved, type Unsent, writeSaved } from './saved.ts'

// As MAX_UNSENT and MAX_CONTENT of the protocol, of which only types come in here.
const MAX_UNSENT = 100
const MAX_LENGTH = 4000

/** Whether something can be the text of a message. */
export function isText(content: unknown): boolean {
  return typeof content === 'string' && !!content.trim() && content.length <= MAX_LENGTH
}

/** Commands on their way to the server, oldest first. They survive a reload, and other tabs see them. */
export function listUnsent(key: string): Unsent[] {
  // What could not be shown, e.g. of an older version, is dropped.
  return (readSaved(key).unsent ?? []).filter(
    ({ command }) => command?.type !== 'send' || isText(command.content),
  )
}

/** Adds a command at the end. Returns whether there was room. */
export function addUnsent(key: string, ref: string, command: VisitorCommand): boolean {
  const list = listUnsent(key)
  const hasRoom = list.length < MAX_UNSENT
  if (hasRoom) writeSaved(key, { unsent: [...list, { ref, command, at: new Date().toISOString() }] })
  return hasRoom
}

/** Removes a command that arrived, or with `change` keeps it changed. */
export function settleUnsent(key: string, ref: string, change?: { failed: string | undefined }): void {
  const list = listUnsent(key)
  const unsent = list.flatMap(item => (item.ref !== ref ? item : change ? { ...item, ...change } : []))
  if (list.length) writeSaved(key, { unsent })
}

/** A random id, which a page without HTTPS can make as well. */
export function newRef(prefix: 'msg' | 'evt'): string {
  return `${prefix}_${crypto.getRandomValues(new Uint32Array(4)).join('')}`
}
