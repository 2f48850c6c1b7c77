/** What a server is to be. */
export interface ServerOptions {
  kind: 'bare' | 'engine'
  storage: 'memory' | 'sqlite'
  /** Of SQLite. Default `full`. */
  durability?: 'full' | 'normal'
  /** Of SQLite. */
  file?: string
  /** Of the engine: platforms it carries messages to. `gated`: none answers before `openGate`. */
  bridges?: { count: number; delayMs: number; gated?: boolean }
  /** What stands in the storage before it starts. */
  seed?: { sessions: number; messages: number }
}

/** What was stored, or posted. `distinct` counts ids. */
export interface Count {
  count: number
  distinct: number
}

/** One server that speaks the widget's protocol, in a process of its own. */
export interface BenchServer {
  port: number
  stored(): Promise<Count>
  /** Says something to so many visitors, one after another, with the time in it. */
  reply(options: { times: number; everyMs: number }): Promise<void>
  /** Says one thing to everybody in the one session, so many times. `text` is the frame, where the server can choose. */
  broadcast(options: { times: number; text: string }): Promise<void>
  /** What the platforms were sent. */
  posted(): Count[]
  openGate(): void
}
