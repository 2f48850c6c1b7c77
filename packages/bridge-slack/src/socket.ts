import { BridgeError, type Clock, type Logger } from '@pocketping/core'
import { pause, systemClock } from '@pocketping/core/bridge-kit'
import type { SocketModeClient } from '@slack/socket-mode'
import { clientOptions, silentLogger } from './client.ts'
import { describe, SOCKET_MODE_FIX, toBridgeError } from './errors.ts'

// Opening a connection takes less than a second, or goes wrong.
const OPEN_TIMEOUT_MS = 20_000
// How long Slack may take to say goodbye.
const CLOSE_TIMEOUT_MS = 2000
const FIRST_BACKOFF_MS = 1000
const LONGEST_BACKOFF_MS = 30_000
// A person has to put it right.
const MISCONFIGURED_PAUSE_MS = 60_000

export interface SocketOptions {
  appToken: string
  slackApiUrl: string
  clock: Clock
  logger: Logger
  signal: AbortSignal
  /** Told at each connection, the first one too, before any event comes over it. */
  onOpen(): void
  /** Told when a connection is lost. */
  onLost(): void
  /** Takes what an envelope holds; true where it may be confirmed. */
  deliver(call: unknown): Promise<boolean>
}

/** A connection to Slack that is opened anew whenever it is lost. */
export interface Socket {
  /** Says goodbye. What is not stored stays unconfirmed, and Slack tells it again. */
  stop(): Promise<void>
}

/**
 * Connects, and stays connected until it is stopped. The SDK's own way of reconnecting leaves a hole of five seconds
 * and ends the process where Slack cannot be reached, so each of its clients serves for one connection.
 */
export async function openSocket(options: SocketOptions): Promise<Socket> {
  const { clock, logger, signal } = options
  let current = await connect(options)
  let isStopped = false
  const isOver = (): boolean => isStopped || signal.aborted

  const reopen = async (): Promise<boolean> => {
    for (let failures = 0; !isOver(); failures += 1) {
      try {
        current = await connect(options)
        return true
      } catch (error) {
        if (isOver()) return false
        const { kind, message, retryAfterMs } = toBridgeError(error, 'appToken')
        const backoffMs = Math.min(FIRST_BACKOFF_MS * 2 ** failures, LONGEST_BACKOFF_MS)
        const isOurFault = kind === 'misconfigured'
        logger[isOurFault ? 'error' : 'warn'](`The connection to Slack could not be opened again: ${message}`)
        await pause(clock, retryAfterMs ?? (isOurFault ? MISCONFIGURED_PAUSE_MS : backoffMs), signal)
      }
    }
    return false
  }

  const run = async (): Promise<void> => {
    do {
      options.onOpen()
      await current.lost
      if (!isOver()) options.onLost()
    } while (await reopen())
  }

  const running = run()
  return {
    async stop() {
      isStopped = true
      await current.close()
      await running
      // It may have been opened just then.
      await current.close()
    },
  }
}

interface Connection {
  /** Resolves when it is there no more. */
  lost: Promise<void>
  close(): Promise<void>
}

async function connect(options: SocketOptions): Promise<Connection> {
  const { SocketModeClient, LogLevel } = await import('@slack/socket-mode')
  const { appToken, slackApiUrl, signal: stopped } = options
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(OPEN_TIMEOUT_MS)])
  const client = new SocketModeClient({
    appToken,
    autoReconnectEnabled: false,
    logger: silentLogger(LogLevel.ERROR),
    clientOptions: {
      ...clientOptions(slackApiUrl),
      fetch: (url, init) => fetch(url, { ...init, signal: AbortSignal.any([signal, ...signalOf(init)]) }),
    },
  })
  let isDisabled = false
  client.on('ws_message', (data: unknown) => {
    if (typeof data === 'string' && /"link_disabled"/.test(data.slice(0, 1000))) isDisabled = true
  })
  client.on('slack_event', (envelope: Envelope) => void take(envelope, options))
  const lost = new Promise<void>(resolve => client.once('disconnected', () => resolve()))
  const close = (): Promise<void> => disconnect(client)
  const abort = (): void => void close()
  signal.addEventListener('abort', abort)
  try {
    await client.start()
  } catch (error) {
    await close()
    if (isDisabled) throw new BridgeError('misconfigured', `Socket Mode is off. ${SOCKET_MODE_FIX}`)
    throw toBridgeError(error, 'appToken')
  } finally {
    signal.removeEventListener('abort', abort)
  }
  return { lost, close }
}

function signalOf(init: RequestInit | undefined): AbortSignal[] {
  return init?.signal ? [init.signal] : []
}

/** Ends a connection; one that does not answer is cut. */
async function disconnect(client: SocketModeClient): Promise<void> {
  const ended = client.disconnect()
  // Asked a second time, the SDK waits for nobody.
  const cancel = systemClock.after(CLOSE_TIMEOUT_MS, () => void client.disconnect())
  await ended
  cancel()
}

interface Envelope {
  type: string
  body: unknown
  ack(): Promise<void>
}

async function take({ type, body, ack }: Envelope, { deliver, logger }: SocketOptions): Promise<void> {
  try {
    const isStored = type === 'events_api' ? await deliver(body) : true
    if (isStored) await ack()
  } catch (error) {
    logger.warn('An event from Slack could not be confirmed; Slack tells it again', {
      reason: describe(error),
    })
  }
}
