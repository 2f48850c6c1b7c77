import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { temporaryFile } from '../test/temporary-file.ts'
import { migrate } from './migrate.ts'

const FIRST = 'CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)'
const SECOND = `ALTER TABLE notes ADD COLUMN author TEXT; UPDATE notes SET author = 'nobody'`
const BROKEN = 'ALTER TABLE notes ADD COLUMN color TEXT; UPDATE missing SET x = 1'

function withDatabase(file: string, use: (database: DatabaseSync) => void): void {
  const database = new DatabaseSync(file)
  use(database)
  database.close()
}

describe('migrate', () => {
  it('brings an older file forward, with what is in it', () => {
    const file = temporaryFile()
    withDatabase(file, database => {
      migrate(database, file, [FIRST])
      database.exec(`INSERT INTO notes (text) VALUES ('kept')`)
    })
    withDatabase(file, database => {
      migrate(database, file, [FIRST, SECOND])
      expect({ ...database.prepare('SELECT text, author FROM notes').get() }).toEqual({
        text: 'kept',
        author: 'nobody',
      })
      expect(database.prepare('PRAGMA user_version').get()).toMatchObject({ user_version: 2 })
    })
  })

  it('changes nothing where everything is there already', () => {
    withDatabase(temporaryFile(), database => {
      migrate(database, 'chat.sqlite', [FIRST])
      migrate(database, 'chat.sqlite', [FIRST])
      expect(database.prepare('PRAGMA user_version').get()).toMatchObject({ user_version: 1 })
    })
  })

  it('takes all steps or none', () => {
    withDatabase(temporaryFile(), database => {
      migrate(database, 'chat.sqlite', [FIRST])
      database.exec(`INSERT INTO notes (text) VALUES ('kept')`)
      expect(() => migrate(database, 'chat.sqlite', [FIRST, SECOND, BROKEN])).toThrow(
        'no such table: missing',
      )
      expect({ ...database.prepare('SELECT * FROM notes').get() }).toEqual({ id: 1, text: 'kept' })
      expect(database.prepare('PRAGMA user_version').get()).toMatchObject({ user_version: 1 })
      migrate(database, 'chat.sqlite', [FIRST, SECOND])
    })
  })

  it('leaves a file of a newer version alone', () => {
    withDatabase(temporaryFile(), database => {
      migrate(database, 'chat.sqlite', [FIRST, SECOND])
      expect(() => migrate(database, 'chat.sqlite', [FIRST])).toThrow('newer version')
    })
  })
})
