import type { Bridge, Inbox } from '../contracts/bridge.ts'

/** A message as an operator sees it in a thread. */
export interface SeenMessage {
  /** As the bridge names it. */
  platformId: string
  text: string
  /** Posted by the bridge's own account. */
  isOurs: boolean
  /** Platform id of the message it answers, as people see it. */
  replyTo?: string
}

/**
 * The platform, or what stands in for it, as people use it: one operator, and one who looks on. Threads and messages
 * go by the bridge's ids.
 */
export interface BridgePlatform {
  /** What stands in a thread, oldest first: nothing deleted, and nothing the platform itself has to say. */
  read(threadId: string): Promise<SeenMessage[]>
  /** The thread's name, where it has one. */
  title(threadId: string): Promise<string | undefined>
  isClosed(threadId: string): Promise<boolean>
  /** An operator writes; answers with the message's platform id. */
  write(threadId: string, text: string, options?: { replyTo?: string }): Promise<string>
  /** An operator changes what they wrote. */
  edit(platformId: string, text: string): Promise<void>
  /** Somebody deletes a message. */
  deleteMessage(platformId: string): Promise<void>
  /** Somebody deletes a thread with all that is in it. */
  deleteThread(threadId: string): Promise<void>
  /** An operator closes or reopens a thread with the platform's own means. */
  closeThread?(threadId: string): Promise<void>
  reopenThread?(threadId: string): Promise<void>
  /** An operator reacts to a message: with a thumbs-up, or with something that approves of nothing. */
  react?(platformId: string, reaction: 'thumbs-up' | 'other'): Promise<void>
  /** What the bridge marked a message with. */
  marks?(platformId: string): Promise<string[]>
  /** What operators see while the visitor is typing. */
  isTyping?(threadId: string): Promise<boolean>
  /** After so many more messages, one call of the bridge's is refused for being too much, for so long. */
  limit(ms: number, after: number): Promise<void>
  /** The platform cannot be reached until the function that this resolves to was called. */
  cutOff(): Promise<() => void>
}

/** One bridge on one platform, new for each test. */
export interface BridgeHarness {
  /** Not started. Whatever it waits before it tries again must be over at once: give it a clock that does so. */
  bridge: Bridge
  platform: BridgePlatform
  /** Another process with the same configuration, which takes over once the first bridge was stopped. */
  createSuccessor(): Bridge
  /** A bridge whose credentials the platform does not know. */
  createMisconfigured(): Bridge
  /** What must stand in no error and no log: tokens. */
  secrets: readonly string[]
  close(): Promise<void>
}

/** Makes a harness. `inbox` is what a platform that calls us hands its calls to, with `bridge.handleWebhook`. */
export type CreateBridgeHarness = (inbox: Inbox) => Promise<BridgeHarness>

/** What a platform may lack. */
export type BridgeAbility =
  /** Threads are closed and reopened, and one sees it. */
  | 'closing'
  /** Threads have names. */
  | 'titles'
  /** Answers point to what they answer. */
  | 'replies'
  /** Operators' deletions are told. */
  | 'deletions'
  /** Operators' reactions are told. */
  | 'reactions'
  /** Bots may remove what operators wrote. */
  | 'removing others'
  /** Operators close threads with the platform's own means. */
  | 'closing by hand'
