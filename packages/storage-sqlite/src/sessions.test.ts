import type { SessionRecord } from '@pocketping/core'
import { describe, expect, it } from 'vitest'
import { session } from '../test/records.ts'
import { temporaryFile } from '../test/temporary-file.ts'
import { sqliteStorage } from './index.ts'

describe('sessions', () => {
  it('stores the whole record over one that another process changed without moving its `seq`', async () => {
    const file = temporaryFile()
    const [ours, other] = [sqliteStorage({ file }), sqliteStorage({ file })]
    await ours.migrate()
    await other.migrate()
    const put = (storage: typeof ours, expectedSeq: number, record: SessionRecord) =>
      storage.commit({ session: { expectedSeq, record } })
    const first = session('sess_1')
    await put(ours, 0, first)
    await put(other, 1, { ...first, tokenHash: 'changed', metadata: { language: 'fr' } })
    expect(await put(ours, 1, { ...first, seq: 2 })).toBe('committed')
    expect(await ours.findSession({ id: 'sess_1' })).toEqual({ ...first, seq: 2 })
    expect(await ours.findSession({ tokenHash: 'changed' })).toBeUndefined()
    await ours.close()
    await other.close()
  })
})
