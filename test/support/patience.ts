/**
 * How long a test waits for what must come: only what hangs shall fail, on the slowest machine too. The widget alone
 * may pause for 45 s before it connects again.
 */
export const PATIENCE_MS = 60_000
