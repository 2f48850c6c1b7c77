import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { PocketPing, type PocketPingOptions, type Storage } from '@pocketping/core'
import { sqliteStorage } from '@pocketping/storage-sqlite'
import { onTestFinished } from 'vitest'

export const KEY = 'sk_test_of_the_default_0001'

const quiet = { debug() {}, info() {}, warn() {}, error() {} }

/** One of the engines on a file. */
export interface Engine {
  pp: PocketPing
  storage: Storage
  /** Asks with the secret key, or with a visitor's token. */
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Asked>
}

export interface Asked {
  status: number
  text: string
  body: Record<string, unknown>
}

/** Path of a database that goes when the test is over. */
export function temporaryFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pocketping-api-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'chat.sqlite')
}

/** Starts an engine on a file that others may have open too. */
export async function openEngine(file: string, options: PocketPingOptions = {}): Promise<Engine> {
  const storage = sqliteStorage({ file, ...(options.clock ? { clock: options.clock } : {}) })
  const projects = [{ id: 'default', secretKeys: [KEY] }]
  const pp = new PocketPing({ storage, projects, limits: false, logger: quiet, ...options })
  onTestFinished(() => pp.stop())
  await pp.start()
  return {
    pp,
    storage,
    async ask(method, path, body, headers = {}) {
      const init = { method, headers: { authorization: `Bearer ${KEY}`, ...headers } }
      const sent = body === undefined ? {} : { body: JSON.stringify(body) }
      const response = await pp.fetch(new Request(`http://shop.example${path}`, { ...init, ...sent }))
      const text = await response.text()
      return { status: response.status, text, body: JSON.parse(text) }
    },
  }
}

/** Every row of every table of a file, as text. */
export function rowsOf(file: string): string[] {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all()
    return tables.flatMap(({ name }) =>
      database
        .prepare(`SELECT * FROM "${String(name)}"`)
        .all()
        .map(row => `${String(name)} ${Object.values(row).map(textOf).join(' ')}`),
    )
  } finally {
    database.close()
  }
}

/** Bytes too are searched for texts. */
function textOf(value: unknown): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value)
}
