import type { PocketPingOptions } from '../options/options.ts'
import { PocketPing as PocketPingAnywhere } from '../pocketping.ts'
import { readFile as readFromDisk } from './read-file.ts'
import { createReadPdf } from './read-pdf.ts'
import { createSafeFetch } from './safe-fetch.ts'

/**
 * The engine with what Node brings along: it asks addresses that somebody gave it, and none of the own network, reads
 * files from the disk, and PDFs in a thread of their own.
 */
export class PocketPing extends PocketPingAnywhere {
  /** @throws PocketPingError `INVALID_OPTIONS`, naming the option and the fix. */
  constructor(options: PocketPingOptions = {}) {
    const { allowPrivateAddresses = false, readFile = readFromDisk } = options
    const { fetch = createSafeFetch({ allowPrivateAddresses }), readPdf = createReadPdf() } = options
    super({ ...options, fetch, readFile, readPdf })
  }
}
