/** For `vi.waitFor`, which by itself gives a slow machine one second. */
export const PATIENTLY = { timeout: 20_000 }
