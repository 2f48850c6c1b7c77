import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { storageContract } from '@pocketping/core/testing'
import { afterAll } from 'vitest'
import { jsonFileStorage } from './json-file-storage.ts'

const folder = mkdtempSync(join(tmpdir(), 'json-file-storage-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
const newest = () => jsonFileStorage({ file: join(folder, `${files}.json`) })

storageContract({
  name: 'a JSON file',
  create: () => {
    files++
    return newest()
  },
  reopen: newest,
})
