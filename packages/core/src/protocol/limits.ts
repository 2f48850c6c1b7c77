/** Longest message content, in UTF-16 code units, from a visitor or an operator. */
export const MAX_CONTENT_LENGTH = 4000

/** Largest frame or request body that a visitor may send, in bytes. */
export const MAX_FRAME_BYTES = 65_536

/** Most messages in one `changes` update; the rest follows in further updates. */
export const MAX_PAGE_SIZE = 50

/** Most messages a widget may hold unsent; older ids than these are never sent again. */
export const MAX_UNSENT = 100
