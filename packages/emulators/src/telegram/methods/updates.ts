import { ApiError, badRequest, conflict } from '../errors.ts'
import { type Call, type Method, ok } from './method.ts'

export const getUpdates: Method = async ({ args, world, poll, webhook }) => {
  if (webhook.isActive()) {
    const reason =
      "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    await poll.pauseBeforeConflict()
    throw conflict(reason)
  }
  const offset = args.integer('offset')
  const limit = args.integer('limit', 100, 1, 100)
  const timeout = args.integer('timeout', 0, 0, 50)
  world.updates.allow(parseList(args.text('allowed_updates')))
  return { result: await poll.get(offset, limit, timeout) }
}

const maxSecretLength = 256

export const setWebhook: Method = call => {
  const { args, world, webhook, poll } = call
  const url = args.text('url')
  if (url === '') return removeWebhook(call)
  webhook.checkRate()
  const settings = {
    url,
    secret: args.text('secret_token'),
    maxConnections: args.integer('max_connections', 40, 1, 100),
  }
  if (webhook.isSame(settings) && !args.flag('drop_pending_updates')) {
    world.updates.allow(parseList(args.text('allowed_updates')))
    return { ...ok, description: 'Webhook is already set' }
  }
  poll.abort('terminated by setWebhook request')
  if (args.flag('drop_pending_updates')) world.updates.keepLast(0)
  // The old webhook is gone by now, as on the real server, where a refused new one leaves none.
  webhook.remove()
  if (!isUsableUrl(url)) throw badRequest('invalid webhook URL specified')
  if (Buffer.byteLength(settings.secret) > maxSecretLength) throw badRequest('secret token is too long')
  if (!/^[A-Za-z0-9_-]*$/.test(settings.secret))
    throw badRequest('secret token contains unallowed characters')
  world.updates.allow(parseList(args.text('allowed_updates')))
  webhook.set(settings)
  return { ...ok, description: 'Webhook was set' }
}

export const deleteWebhook: Method = call => removeWebhook(call)

export const getWebhookInfo: Method = ({ webhook }) => ({ result: webhook.info() })

function removeWebhook({ args, world, webhook }: Call): ReturnType<Method> {
  const wasActive = webhook.isActive()
  webhook.remove()
  if (args.flag('drop_pending_updates')) world.updates.keepLast(0)
  return { ...ok, description: wasActive ? 'Webhook was deleted' : 'Webhook is already deleted' }
}

export const logOut: Method = ({ session, world, webhook, poll }) => {
  session.isLoggedOut = true
  webhook.remove()
  poll.abort('terminated by setWebhook request')
  world.updates.keepLast(0)
  return ok
}

export const close: Method = ({ session }) => {
  if (session.isClosed) throw new ApiError(400, 'Bad Request: the bot has already been closed')
  session.isClosed = true
  return ok
}

// The real server wants https, a public address and one of four ports; on loopback there is none of that.
function isUsableUrl(url: string): boolean {
  const full = /^[a-z]+:\/\//i.test(url) ? url : `https://${url}`
  return URL.canParse(full) && /^https?:$/.test(new URL(full).protocol)
}

// What does not parse is as good as absent (get_allowed_update_types).
function parseList(raw: string): unknown {
  try {
    return raw === '' ? undefined : JSON.parse(raw)
  } catch {
    return undefined
  }
}
