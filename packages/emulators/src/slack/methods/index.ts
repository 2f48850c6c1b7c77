import { chat } from './chat.ts'
import { conversations } from './conversations.ts'
import { files } from './files.ts'
import type { Method } from './method.ts'
import { people } from './people.ts'
import { reactions } from './reactions.ts'

/** The methods by name. */
export const methods: ReadonlyMap<string, Method> = new Map(
  Object.entries({ ...chat, ...conversations, ...files, ...people, ...reactions }),
)
