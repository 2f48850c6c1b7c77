import type {
  AckUpdate,
  CommandFrame,
  Message,
  ResumeRequest,
  StartRequest,
  StartResponse,
  VisitorCommand,
  VisitorUpdate,
} from '@pocketping/core/protocol'
import { connect, disconnect, link, listen, reconnect, tryLater } from './connection.ts'
import { addUnsent, isText, listUnsent, newRef, settleUnsent } from './outgoing.ts'
import { type Refusal, request } from './request.ts'
import { readSaved, writeSaved } from './saved.ts'
import { begin, emit, state } from './state.ts'
import { applyUpdate, isIncoming, mergeMessages } from './store.ts'

const RETRY_MS = 3000
const ACK_MS = 10_000
// Refused now, but not for good.
const PASSING = /RATE|INTERNAL|STARTED/

/** As it is before JSON drops what is undefined. */
type Loose<Body> = { [Key in keyof Body]: Body[Key] | undefined }

/** Takes the answer to the one command that is under way over the connection. */
let answer: ((answer?: AckUpdate | Refusal) => void) | undefined
let isPumping = false
let findEarlier: () => unknown
let toldPage: string | undefined

/** Goes on with the conversation that the browser keeps, if there is one; `find` looks for it elsewhere. */
export function startChat(find: () => unknown): void {
  isPumping = false
  findEarlier = find
  listen({ update_: update, ready_: ready, lost_: lost })
  connect()
  void pump()
}

/** Follows what became of the token, here or in another tab. */
export function followToken(isOurs?: boolean): void {
  const { token_: token, widget_: widget, changed_: changed } = state
  if (token !== readSaved(widget.key_).token) {
    // Somebody logged in or out there: whom this page took its visitor for may no longer be so.
    if (isOurs !== true) anonymize()
    stopChat()
    begin(widget, changed)
  }
  connect()
}

/** Forgets whose conversation this is. What is unsent stays. */
export function forget(): void {
  const { key_: key } = state.widget_
  // Another tab may have done so, and begun anew.
  const isOurs = state.token_ === readSaved(key).token
  if (isOurs) writeSaved(key, { token: undefined })
  followToken(isOurs)
}

/** Forgets who the visitor is. */
function anonymize(): void {
  const { widget_: widget } = state
  widget.identity_ = widget.options_.identityToken = undefined
}

/** Ends the connection, until somebody connects. */
export function stopChat(): void {
  disconnect()
  lost()
  state.changed_()
}

/** Tells the developer of the page what was refused. */
export function warn({ message }: { message: string }): void {
  console.warn(`PocketPing: ${message}`)
}

/** Writes a message. Returns whether there was room for it. */
export function send(content: string): boolean {
  const id = newRef('msg')
  if (isText(content)) return act(id, { type: 'send', id, content })
  warn({ message: 'sendMessage takes 1 to 4000 characters' })
  return false
}

/** Carries a command to the server for certain, however long that takes. Returns whether there was room for it. */
export function act(ref: string, command: VisitorCommand): boolean {
  const hasRoom = addUnsent(state.widget_.key_, ref, command)
  void pump()
  return hasRoom
}

/** Tries again what the server refused, or takes it away. */
export function settle(ref: string, change?: { failed: undefined }): void {
  settleUnsent(state.widget_.key_, ref, change)
  void pump()
}

/** Takes a command to the server by a request of its own. */
export function post(frame: CommandFrame): Promise<Response> {
  return request(`${state.widget_.base_}commands`, state.token_, frame)
}

/** Tells the server what it will be told again, or what is worth nothing later. */
export function tell(command: VisitorCommand): void {
  if (!state.isLive_) return
  if (link?.send_) link.send_(command)
  else post(command).catch(warn)
}

/** Tells how far messages have come: to the browser, and where they are seen, to the visitor. */
export function mark(isSeen: boolean): void {
  const order = state.messages_.findLast(isIncoming)?.order ?? 0
  const isRead = isSeen && order > readUpTo()
  if (!state.isLive_ || (!isRead && order <= state.received_)) return
  state.received_ = order
  if (isRead) state.read_ = order
  tell({ type: 'read', received: order, ...(isRead && { read: order }) })
}

/** Up to which `order` the visitor has read. */
export function readUpTo(): number {
  return Math.max(state.session_?.receipts.read ?? 0, state.read_)
}

/** Tells on which page the visitor is. */
export function tellPage(): void {
  if (state.isLive_ && toldPage !== location.href) tell({ type: 'page', page: page() })
}

function ready(): void {
  tellPage()
  void pump()
}

function lost(isTokenDead?: boolean): void {
  // What was told last may not have arrived.
  state.received_ = state.read_ = 0
  state.typing_ = undefined
  answer?.()
  if (isTokenDead) forget()
}

function update(update: VisitorUpdate): void {
  const { type } = update
  if ('seq' in update) {
    take(applyUpdate(state, update))
    if (type === 'ack') answer?.(update)
    else state.isRestoring_ = false
  } else if (type === 'error') {
    const { error, retryAfterMs = 0 } = update
    if (update.ref) answer?.({ ...error, retryAfterMs })
    else warn(error)
  } else if (type === 'event') {
    const { name, data } = update
    emit(`:${name}`, data)
    emit('event', { name, data })
  } else {
    state.typing_ = update
  }
  state.changed_()
}

/** Messages that were not there before. */
function take(added: Message[]): void {
  for (const message of added) {
    if (isIncoming(message)) state.typing_ = undefined
    // What is there needs no other acknowledgement.
    else settleUnsent(state.widget_.key_, message.id)
    if (!state.isRestoring_) emit('message', message)
  }
}

/** Sends what is unsent, one at a time, so that the order holds whatever happens in between. */
export async function pump(): Promise<void> {
  const {
    key_: key,
    control_: { signal },
  } = state.widget_
  let pause = 0
  let hasStarted = false
  if (isPumping) return
  isPumping = true
  for (;;) {
    state.changed_()
    const item = listUnsent(key).find(({ failed }) => !failed)
    if (!item || pause || signal.aborted) break
    const { ref, command } = item
    try {
      if (!state.token_) {
        // A token that is refused as soon as it is given is no reason to ask for the next at once.
        if (hasStarted) pause = RETRY_MS
        hasStarted = true
        await findEarlier()
        if (!state.token_) {
          const { projectId, language = navigator.language } = state.widget_.options_
          const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
          await start({ projectId, page: page(), language, timeZone }, () => !!listUnsent(key)[0])
          state.isRestoring_ = false
        }
        // What was to be sent may have been forgotten meanwhile.
        continue
      }
      const { message } = await deliver({ ...command, ref })
      // The cursor stays: unlike the connection, an answer by itself may have overtaken something.
      // After a reset nothing is unsent: this is of a conversation that is no longer shown.
      if (message && listUnsent(key)[0]) take(mergeMessages(state, [message]))
      settleUnsent(key, ref)
    } catch (error) {
      const { code, message: failed, retryAfterMs: delay } = error as Partial<Refusal>
      if (!code) state.failures_++
      if (!code || PASSING.test(code)) pause = delay || RETRY_MS
      else if (code === 'UNAUTHORIZED') forget()
      else {
        warn(error as Refusal)
        settleUnsent(key, ref, command.type === 'send' ? { failed } : undefined)
      }
    }
  }
  if (signal.aborted) return
  isPumping = false
  if (pause) tryLater(pause)
}

/** Asks for a conversation; what is no longer wanted when the answer comes belongs to nobody. */
export async function start(
  body: Loose<StartRequest | ResumeRequest>,
  isWanted: () => boolean,
  path = '',
): Promise<void> {
  const { key_: key, base_: base } = state.widget_
  const ask = async (): Promise<void> => {
    // Another tab may have been faster: its conversation is the one.
    if (readSaved(key).token) return
    const response = await request(`${base}sessions${path}`, undefined, body)
    const { token } = (await response.json()) as StartResponse
    if (isWanted()) writeSaved(key, { token })
  }
  // One tab at a time, where the browser can tell: pages without HTTPS have no locks.
  await (navigator.locks?.request(key, ask) ?? ask())
  followToken(true)
}

async function deliver(frame: CommandFrame & { ref: string }): Promise<AckUpdate> {
  if (!state.isLive_ || !link?.send_) {
    return (await post(frame)).json() as Promise<AckUpdate>
  }
  // A connection that swallows what is sent is none.
  const timer = setTimeout(reconnect, ACK_MS)
  const result = await new Promise<AckUpdate | Refusal | undefined>(resolve => {
    answer = resolve
    link!.send_!(frame)
  })
  clearTimeout(timer)
  if (result && 'seq' in result) return result
  throw result ?? {}
}

/** The page that the visitor is on, within the limits of the wire. */
function page(): NonNullable<StartRequest['page']> {
  const { title, referrer } = document
  toldPage = location.href
  return {
    url: toldPage.slice(0, 2048),
    title: title.slice(0, 300),
    referrer: referrer.slice(0, 2048),
  }
}
