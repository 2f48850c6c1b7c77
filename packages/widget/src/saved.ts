import type { VisitorCommand } from '@pocketping/core/protocol'

/** A command that the server has not acknowledged yet. */
export interface Unsent {
  /** Id of the message or event; for other commands, one of their own. */
  ref: string
  command: VisitorCommand
  /** When the visitor acted, ISO 8601. */
  at: string
  /** The server refused it, and said why. */
  failed?: string | undefined
}

/** What the browser keeps of a conversation. */
export interface Saved {
  token?: string | undefined
  unsent?: Unsent[]
}

const memory: Record<string, Saved> = {}
let isBlocked = false

/** Reads what is kept under a name: by the browser, or by this page where the browser keeps nothing. */
export function readSaved(key: string): Saved {
  try {
    if (!isBlocked) memory[key] = JSON.parse(localStorage.getItem(key) ?? '{}') as Saved
  } catch {
    // Storage is blocked, or what is in it is not ours: this page still has its memory.
  }
  return memory[key] ?? {}
}

/** Keeps what is given over what is known; what has nothing left in it is removed. */
export function writeSaved(key: string, change: Saved): void {
  const saved = { ...readSaved(key), ...change }
  memory[key] = saved
  try {
    if (saved.token || saved.unsent?.[0]) localStorage.setItem(key, JSON.stringify(saved))
    else localStorage.removeItem(key)
  } catch {
    // Storage is blocked or full: the conversation lasts as long as the page.
    isBlocked = true
  }
}
