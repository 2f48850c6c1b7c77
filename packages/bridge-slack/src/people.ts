import type { Clock, InboundAuthor } from '@pocketping/core'
import { cleanLine, recent } from '@pocketping/core/bridge-kit'
import type { SlackClient } from './client.ts'

const REFRESH_MS = 24 * 60 * 60 * 1000
const RETRY_MS = 60 * 1000
const KEPT = 1000

/** Finds out what a member of the workspace is called and looks like. Never rejects. */
export type FindPerson = (userId: string) => Promise<InboundAuthor>

/** Each person is looked up once a day. A name is never worth a message that waits or is lost. */
export function createPeople(client: SlackClient, clock: Clock, warn: (error: unknown) => void): FindPerson {
  const known = recent<{ until: number; person: Promise<InboundAuthor> }>(KEPT)

  const lookUp = (userId: string): Promise<InboundAuthor> => {
    const entry = { until: clock.now() + REFRESH_MS, person: fetchPerson(client, userId).catch(fail) }
    function fail(error: unknown): InboundAuthor {
      entry.until = clock.now() + RETRY_MS
      warn(error)
      return { id: userId, name: 'Operator' }
    }
    known.set(userId, entry)
    return entry.person
  }

  return userId => {
    const entry = known.get(userId)
    return entry && clock.now() < entry.until ? entry.person : lookUp(userId)
  }
}

async function fetchPerson(client: SlackClient, userId: string): Promise<InboundAuthor> {
  const web = await client.web()
  const { user } = await web.users.info({ user: userId })
  const { display_name: shown, real_name: real, image_72: image } = user?.profile ?? {}
  const name = [shown, real, user?.real_name, user?.name].map(one => cleanLine(one ?? '', 64)).find(Boolean)
  const avatarUrl = image && /^https?:\/\//.test(image) ? image : undefined
  return { id: userId, name: name ?? 'Operator', ...(avatarUrl && { avatarUrl }) }
}
