import type { Bench } from '../figure.ts'
import { acknowledgement } from './acknowledgement.ts'
import { broadcast } from './broadcast.ts'
import { comingAndGoing, memoryPerWidget } from './connections.ts'
import { knowledge } from './knowledge.ts'
import { durability, httpMessages, memoryMessages, socketMessages } from './messages.ts'
import { reply } from './reply.ts'
import { sessionPages } from './session-pages.ts'
import { manyMessages, manySessions } from './size.ts'
import { startUp } from './start-up.ts'

/** Every benchmark by its name. */
export const benches: Readonly<Record<string, Bench>> = {
  socket: socketMessages,
  http: httpMessages,
  memory: memoryMessages,
  durability,
  acknowledgement,
  reply,
  broadcast,
  widgets: memoryPerWidget,
  growth: comingAndGoing,
  sessions: manySessions,
  messages: manyMessages,
  pages: sessionPages,
  knowledge,
  'start-up': startUp,
}
