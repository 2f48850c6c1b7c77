import { chmodSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { sqliteStorage } from '../src/index.ts'
import { startChild } from './child.ts'
import { session } from './records.ts'
import { temporaryFile } from './temporary-file.ts'

/** A database with one session in it, in a folder that everyone may look into. */
async function filledFile(): Promise<string> {
  const outer = dirname(temporaryFile())
  chmodSync(outer, 0o755)
  const file = join(outer, 'data', 'chat.sqlite')
  mkdirSync(dirname(file), { mode: 0o755 })
  const storage = sqliteStorage({ file })
  await storage.migrate()
  await storage.commit({ session: { expectedSeq: 0, record: session('sess_1') } })
  await storage.close()
  onTestFinished(() => {
    chmodSync(dirname(file), 0o755)
    chmodSync(file, 0o644)
  })
  return file
}

async function expectRefused(file: string): Promise<void> {
  const before = readFileSync(file)
  const child = startChild('read-only-opener.ts', file)
  await child.ended
  expect(child.lines.join('\n')).toMatch(/^INVALID_OPTIONS PocketPingError: /)
  expect(child.lines.join('\n')).toContain(file)
  expect(child.lines.join('\n')).toMatch(/permission|may write/)
  expect(readFileSync(file).equals(before)).toBe(true)
}

// Windows keeps permissions in another way, and has no mode bits of a folder.
describe.skipIf(process.platform === 'win32')(
  'without permission to write (not on Windows: no mode bits)',
  () => {
    it('refuses a file that is read-only', async () => {
      const file = await filledFile()
      chmodSync(file, 0o444)
      await expectRefused(file)
    })

    it('refuses a file in a folder that is read-only', async () => {
      const file = await filledFile()
      chmodSync(file, 0o444)
      chmodSync(dirname(file), 0o555)
      await expectRefused(file)
    })

    it('refuses to make a file in a folder that is read-only', async () => {
      const file = await filledFile()
      chmodSync(dirname(file), 0o555)
      const child = startChild('read-only-opener.ts', join(dirname(file), 'new.sqlite'))
      await child.ended
      expect(child.lines.join('\n')).toMatch(
        /^INVALID_OPTIONS PocketPingError: .*new\.sqlite" cannot be opened/,
      )
    })

    it('refuses to make a folder in one that is read-only', async () => {
      const file = await filledFile()
      chmodSync(dirname(file), 0o555)
      const child = startChild('read-only-opener.ts', join(dirname(file), 'more', 'new.sqlite'))
      await child.ended
      expect(child.lines.join('\n')).toMatch(/^INVALID_OPTIONS PocketPingError: The folder .* cannot be made/)
    })
  },
)
