import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { readFile } from './read-file.ts'

/** A folder for the length of one test. */
async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'read-file-'))
  onTestFinished(() => rm(path, { recursive: true }))
  return path
}

it('reads a file whole, in several goes where it is long', async () => {
  const path = join(await folder(), 'a.txt')
  const bytes = Uint8Array.from({ length: 700_000 }, (_, at) => at % 251)
  await writeFile(path, bytes)
  // Equality of arrays this long is told by their bytes, not one by one.
  expect(Buffer.compare(await readFile(path, { maxBytes: 700_000 }), bytes)).toBe(0)
  await expect(readFile(path, { maxBytes: 699_999 })).rejects.toThrow('more than the 699999 bytes')
  await writeFile(path, '')
  expect(await readFile(path, { maxBytes: 10 })).toHaveLength(0)
})

it('rejects with the code of the system where there is none', async () => {
  const path = join(await folder(), 'a.txt')
  await expect(readFile(path, { maxBytes: 10 })).rejects.toMatchObject({ code: 'ENOENT' })
})

it('refuses a device without end, also behind a link', async () => {
  const path = join(await folder(), 'zeros.txt')
  await symlink('/dev/zero', path)
  await expect(readFile(path, { maxBytes: 2_000_000 })).rejects.toThrow('It is no plain file.')
})

it('refuses a pipe instead of waiting for somebody to write to it', async () => {
  const path = join(await folder(), 'pipe.txt')
  execFileSync('mkfifo', [path])
  await expect(readFile(path, { maxBytes: 10 })).rejects.toThrow('It is no plain file.')
})

it('refuses a folder', async () => {
  await expect(readFile(await folder(), { maxBytes: 10 })).rejects.toThrow('It is no plain file.')
})

// Only Linux has files that tell no size.
it.runIf(process.platform === 'linux')(
  'reads no more than it may of a file that does not tell its size',
  async () => {
    await expect(readFile('/proc/self/environ', { maxBytes: 1 })).rejects.toThrow('more than the 1 bytes')
    expect((await readFile('/proc/self/cmdline', { maxBytes: 100_000 })).length).toBeGreaterThan(1)
  },
)

it('ends where nobody waits any more', async () => {
  const path = join(await folder(), 'a.txt')
  await writeFile(path, 'words')
  const signal = AbortSignal.abort(new Error('enough'))
  await expect(readFile(path, { maxBytes: 10, signal })).rejects.toThrow('enough')
})
