import type { PocketPingOptions } from '../options/options.ts'
import { PocketPing as PocketPingAnywhere } from '../pocketping.ts'
import { createSafeFetch } from './safe-fetch.ts'

/** The engine with what Node brings along: it asks addresses that somebody gave it, and none of the own network. */
export class PocketPing extends PocketPingAnywhere {
  /** @throws PocketPingError `INVALID_OPTIONS`, naming the option and the fix. */
  constructor(options: PocketPingOptions = {}) {
    const { allowPrivateAddresses = false, fetch = createSafeFetch({ allowPrivateAddresses }) } = options
    super({ ...options, fetch })
  }
}
