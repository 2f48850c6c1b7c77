import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { session } from '../test/records.ts'
import { temporaryFile } from '../test/temporary-file.ts'
import { sqliteStorage } from './index.ts'

/** Opens `file`, and expects that it is refused with these words and stays exactly as it is. */
async function expectRefused(file: string, ...words: string[]): Promise<void> {
  const before = readFileSync(file)
  const storage = sqliteStorage({ file })
  const refused = await storage.migrate().then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(refused).toMatchObject({ name: 'PocketPingError', code: 'INVALID_OPTIONS' })
  for (const word of [file, ...words]) expect(String(refused)).toContain(word)
  await storage.close()
  expect(readFileSync(file).equals(before)).toBe(true)
  expect(existsSync(`${file}-wal`)).toBe(false)
}

function makeDatabase(file: string, sql: string): void {
  const database = new DatabaseSync(file)
  database.exec(sql)
  database.close()
}

describe('opening', () => {
  it('makes the file, and its folder where it is missing', async () => {
    const file = join(dirname(temporaryFile()), 'some', 'new', 'folder', 'chat.sqlite')
    const storage = sqliteStorage({ file })
    await storage.migrate()
    expect(existsSync(file)).toBe(true)
    await storage.close()
  })

  it('takes an empty file for a new one', async () => {
    const file = temporaryFile()
    writeFileSync(file, '')
    const storage = sqliteStorage({ file })
    await storage.migrate()
    expect(await storage.commit({ session: { expectedSeq: 0, record: session('sess_1') } })).toBe('committed')
    await storage.close()
  })

  it('refuses a file that is not a database', async () => {
    const file = temporaryFile()
    writeFileSync(file, 'id,name\n1,Ada\n'.repeat(100))
    await expectRefused(file, 'is not a SQLite database', 'Give sqliteStorage a file of its own')
  })

  it('refuses the database of another program', async () => {
    const file = temporaryFile()
    makeDatabase(file, 'CREATE TABLE users (id INTEGER PRIMARY KEY); PRAGMA user_version = 1')
    await expectRefused(file, 'of another program', 'Give sqliteStorage a file of its own')
  })

  it('refuses a file from a newer version', async () => {
    const file = temporaryFile()
    const storage = sqliteStorage({ file })
    await storage.migrate()
    await storage.close()
    makeDatabase(file, 'PRAGMA user_version = 99')
    await expectRefused(file, 'newer version', 'schema 99', 'Update the package')
  })

  it('refuses a folder in the place of the file', async () => {
    const file = temporaryFile()
    mkdirSync(file)
    const storage = sqliteStorage({ file })
    await expect(storage.migrate()).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
      message: expect.stringContaining('cannot be opened'),
    })
    await storage.close()
  })

  it('says which folder cannot be made', async () => {
    const file = temporaryFile()
    writeFileSync(file, '')
    const storage = sqliteStorage({ file: join(file, 'folder', 'chat.sqlite') })
    await expect(storage.migrate()).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
      message: expect.stringContaining(`The folder "${join(file, 'folder')}"`),
    })
    await storage.close()
  })

  it('opens at the second attempt what was refused at the first', async () => {
    const file = temporaryFile()
    writeFileSync(file, 'not a database, but a text that someone put here by mistake'.repeat(10))
    const storage = sqliteStorage({ file })
    await expect(storage.migrate()).rejects.toThrow('is not a SQLite database')
    writeFileSync(file, '')
    await storage.migrate()
    await storage.close()
  })

  it('keeps the log from growing without bounds', async () => {
    const file = temporaryFile()
    const storage = sqliteStorage({ file, synchronous: 'normal' })
    await storage.migrate()
    const content = 'x'.repeat(4000)
    let record = session('sess_1')
    await storage.commit({ session: { expectedSeq: 0, record } })
    for (let round = 0; round < 100; round++) {
      const orders = Array.from({ length: 100 }, (_, index) => record.seq + 1 + index)
      const next = { ...record, seq: record.seq + orders.length }
      const messages = orders.map(order => ({
        ...({ id: `msg_${order}`, sessionId: record.id, type: 'visitor', audience: 'everyone' } as const),
        ...{ content, createdAt: order, seq: order, order },
      }))
      await storage.commit({ session: { expectedSeq: record.seq, record: next }, messages })
      record = next
    }
    const [file_, log] = [readFileSync(file).length, readFileSync(`${file}-wal`).length]
    expect(file_).toBeGreaterThan(20_000_000)
    expect(log).toBeLessThan(20_000_000)
    await storage.close()
  })
})
